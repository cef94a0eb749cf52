import ctypes

yaml = ctypes.CDLL("libyaml-0.so.2")
yaml.yaml_get_version_string.restype = ctypes.c_char_p
print("libyaml", yaml.yaml_get_version_string().decode())

idn = ctypes.CDLL("libidn2.so.0")
idn.idn2_check_version.restype = ctypes.c_char_p
print("libidn2", idn.idn2_check_version(None).decode())
