import argparse
import pathlib
import sys

import numpy
import requests

parser = argparse.ArgumentParser()
parser.add_argument("--precision", type=int, default=1)
args = parser.parse_args()

numbers = numpy.loadtxt(pathlib.Path(__file__).with_name("numbers.csv"), delimiter=",")
print(sys.version_info[:2], round(float(numbers.mean()), args.precision), requests.Request("GET", "http://localhost").method)
