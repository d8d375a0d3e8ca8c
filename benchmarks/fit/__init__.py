"""What is learnt from labelled pages: scorecards and interface words."""
