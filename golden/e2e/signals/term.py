# Asks PID 1 to stop, as docker stop does, and tells when it is still there.
import os, signal, sys, time
print("started", flush=True)
time.sleep(0.5)
os.kill(1, signal.SIGTERM)
time.sleep(3)
print("still there", flush=True)
sys.exit(3)
