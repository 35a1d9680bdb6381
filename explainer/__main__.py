"""`python -m explainer`."""

from explainer.cli.start import main

main()
