import yaml

print(yaml.safe_load("{libyaml: %s}" % yaml.__with_libyaml__))
