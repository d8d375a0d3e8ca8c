"""Strip the debris around scraped articles: fast, explained line by line, and reversible."""
