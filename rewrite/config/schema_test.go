package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dfmigrate/dfmigrate/rewrite"
)

const schemaFile = "../../docs/schema/config.schema.json"

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	s, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds the text of a configuration against the schema.
func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(instance)
}

// TestSchemaRefusesMistakes: of what the decoder refuses, the schema refuses all that a
// schema can tell.
func TestSchemaRefusesMistakes(t *testing.T) {
	s := schema(t)
	for _, tt := range mistaken {
		var value any
		if yaml.Unmarshal([]byte(tt.text), &value) != nil {
			if tt.inSchema {
				t.Errorf("%s: no YAML, so no schema refuses it", tt.name)
			}
			continue
		}
		if err := validate(t, s, tt.text); (err != nil) != tt.inSchema {
			t.Errorf("%s: the schema says %v", tt.name, err)
		}
	}
}

// TestExamples: the examples of the documentation are taken by schema and decoder.
func TestExamples(t *testing.T) {
	examples := append(yamlBlocks(t, "../../docs/configuration.md"), yamlBlocks(t, "../../README.md")[0])
	if len(examples) < 5 {
		t.Fatalf("there are %d examples", len(examples))
	}
	s := schema(t)
	for _, example := range examples {
		if err := validate(t, s, example); err != nil {
			t.Errorf("the schema refuses\n%s%v", example, err)
		}
		// The folders that examples speak of.
		tree(t, map[string]string{"services/" + Name: example, Name: "", "services/worker/x": "", "services/templates/x": ""})
		if _, err := (&Loader{Today: today}).Load("services/" + Name); err != nil {
			t.Errorf("the decoder refuses\n%s%v", example, err)
		}
	}
}

// yamlBlocks are the blocks of YAML in a page.
func yamlBlocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, part := range strings.Split(string(text), "```yaml\n")[1:] {
		block, _, ok := strings.Cut(part, "```\n")
		if !ok {
			t.Fatalf("%s: a block without an end:\n%s", page, part)
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// TestSchemaHasTheKeys holds the keys of the schema to those of the types.
func TestSchemaHasTheKeys(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	definitions := document["$defs"].(map[string]any)
	var compare func(path string, schema map[string]any, of reflect.Type)
	compare = func(path string, schema map[string]any, of reflect.Type) {
		for schema["$ref"] != nil {
			schema = definitions[strings.TrimPrefix(schema["$ref"].(string), "#/$defs/")].(map[string]any)
		}
		switch of.Kind() {
		case reflect.Slice:
			if items, ok := schema["items"].(map[string]any); ok {
				compare(path+"[]", items, of.Elem())
			}
		case reflect.Struct:
			properties, _ := schema["properties"].(map[string]any)
			fields := fieldsOf(of)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(fields)), slices.Sorted(maps.Keys(properties))); diff != "" {
				t.Errorf("%s (-decoder +schema):\n%s", path, diff)
			}
			if schema["additionalProperties"] != false {
				t.Errorf("%s: the schema takes other keys", path)
			}
			for key, field := range fields {
				property, _ := properties[key].(map[string]any)
				if property == nil {
					continue
				}
				if describes(property, definitions) == "" {
					t.Errorf("%s.%s has no description", path, key)
				}
				compare(path+"."+key, property, field)
			}
		}
	}
	compare("", document, reflect.TypeFor[file]())

	var targets []string
	for _, each := range definitions["target"].(map[string]any)["enum"].([]any) {
		targets = append(targets, each.(string))
	}
	if diff := cmp.Diff(rewrite.Targets(), targets); diff != "" {
		t.Errorf("targets (-decoder +schema):\n%s", diff)
	}
}

// describes is the description of a property, its own or that of what it refers to.
func describes(property, definitions map[string]any) string {
	if text, ok := property["description"].(string); ok {
		return text
	}
	if ref, ok := property["$ref"].(string); ok {
		return describes(definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), definitions)
	}
	return ""
}
