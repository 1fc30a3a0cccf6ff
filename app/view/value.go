package view

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"woshou/data"
)

// values shows values of a record, which are there as JSON, as a person would write them.
type values struct {
	w      Words
	record reflect.Type
	// noun is what the record's own fields are named after, name names an element.
	noun string
	name func(data.ElementID) string
}

// field names a field of the record by the label its screen gives it.
func (v *values) field(path string) string {
	label, noun := v.label(path)
	if label != "" {
		return label
	}
	if label := v.w.T("part." + noun); label != "part."+noun {
		return label
	}
	return v.w.T("part.other")
}

// label is the label of a field, empty for one that no screen asks for.
func (v *values) label(path string) (label, noun string) {
	noun = v.noun
	parts := strings.Split(path, ".")
	for _, part := range parts {
		if singular[part] != "" {
			noun = singular[part]
		}
	}
	last := len(parts) - 1
	names := []string{noun + "." + parts[last]}
	if last > 0 { // of whom beside the party: agent_phone
		names = []string{noun + "." + parts[last-1] + "_" + parts[last], names[0]}
	}
	for _, name := range names {
		if label = v.w.T("field." + name); label != "field."+name {
			return label, noun
		}
	}
	return "", noun
}

// show shows the value at a path.
func (v *values) show(path string, raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return nothing
	}
	t := typeAt(v.record, strings.Split(path, "."))
	if t == nil {
		return unknownValue(raw)
	}
	value := reflect.New(t)
	if json.Unmarshal(raw, value.Interface()) != nil {
		return unknownValue(raw)
	}
	if text := v.text(path, value.Elem()); text != "" {
		return text
	}
	return nothing
}

// nothing is an empty value.
const nothing = "—"

// unknownValue shows what a newer program wrote: a text as it is, anything else as JSON.
func unknownValue(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// typeAt returns the type of what stands at a path below a type; nil for none.
func typeAt(t reflect.Type, path []string) reflect.Type {
	for _, name := range path {
		switch {
		case t.Kind() == reflect.Slice: // name is an element's ID
			t = t.Elem()
		case t.Kind() == reflect.Struct:
			f, ok := fieldNamed(t, name)
			if !ok {
				return nil
			}
			t = f.Type
		default:
			return nil
		}
	}
	return t
}

func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); jsonName(f) == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// text writes one value; empty for an empty one.
func (v *values) text(path string, value reflect.Value) string {
	if value.IsZero() {
		return ""
	}
	switch x := value.Interface().(type) {
	case data.Day:
		return x.Chinese()
	case data.Fen:
		return money(x)
	case data.ElementID:
		return v.name(x)
	case data.DisputeType:
		return x.Name()
	case data.Status:
		return v.w.T("status." + string(x))
	case data.Sex:
		return v.w.T("sex." + string(x))
	}
	switch value.Kind() {
	case reflect.String:
		return value.String()
	case reflect.Bool:
		return v.w.T("yes")
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(value.Int(), 10)
	case reflect.Struct:
		return v.parts(path, value)
	case reflect.Slice:
		var out []string
		for i := range value.Len() {
			if text := v.text(path, value.Index(i)); text != "" {
				out = append(out, text)
			}
		}
		return strings.Join(out, "；")
	}
	return ""
}

// parts writes the fields of an element that its screen asks for.
func (v *values) parts(path string, value reflect.Value) string {
	var out []string
	for i := range value.NumField() {
		name := jsonName(value.Type().Field(i))
		if name == "" || name == "id" {
			continue
		}
		label, _ := v.label(path + "." + name)
		if text := v.text(path+"."+name, value.Field(i)); text != "" && label != "" {
			out = append(out, label+" "+text)
		}
	}
	return strings.Join(out, "，")
}
