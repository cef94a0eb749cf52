# Prints what a process can see of how it was started, and ends with 3.
import json, os, re, sys

noise = re.compile(r"^(HOME|HOSTNAME|PATH|PWD|OLDPWD|SHLVL|TERM|_|LC_CTYPE|LANG|SSL_CERT_FILE|GPG_KEY|PYTHON_.*|PIP_.*|PS1|VIRTUAL_ENV_PROMPT|.*_proxy|.*_PROXY)$")
for name in sorted(os.environ):
    if not noise.match(name):
        print(f"{name}={os.environ[name]}")
print("argv", json.dumps(sys.argv[1:]))
print("cwd", os.getcwd())
sys.exit(3)
