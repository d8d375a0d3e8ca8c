"""``cleaner completion``: the script that teaches a shell to complete."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cleaner.cli.commands import COMPLETION

_EXAMPLES = """
\b
To use it from the next start of your shell:
  cleaner completion bash >> ~/.bashrc
  cleaner completion zsh >> ~/.zshrc
  cleaner completion fish > ~/.config/fish/completions/cleaner.fish
"""


@click.command(epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that teaches your shell to complete commands, options, labels and files."""
    from cleaner.cli.app import app  # noqa: PLC0415 (the app knows this command by name)

    script = get_completion_class(shell)
    assert script is not None, "click knows these shells"
    click.echo(script(app, {}, "cleaner", COMPLETION).source())
