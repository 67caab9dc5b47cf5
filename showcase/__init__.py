"""🧵 Python threading, one scenario a module. List them: python -m showcase"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036  # whoever has an older one is told so
    sys.exit("Python 3.10 or newer is needed, and this is " + sys.version.split()[0])
