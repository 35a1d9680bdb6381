"""`python -m explainer`."""

from explainer.cli.main import main

main()
