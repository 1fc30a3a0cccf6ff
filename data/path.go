package data

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// A record is a tree of named fields; the names are its JSON names. A list whose
// elements have an ID is walked by ID; anything else is one value.

var (
	elementIDType = reflect.TypeFor[ElementID]()
	fieldCache    sync.Map // reflect.Type -> []namedField
)

type namedField struct {
	name  string
	index []int
}

// fieldsOf returns the fields of a record's struct by their JSON names, embedded
// structs flattened. The element's own ID and what the fold keeps apart are left out.
func fieldsOf(t reflect.Type) []namedField {
	if v, ok := fieldCache.Load(t); ok {
		return v.([]namedField)
	}
	var out []namedField
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			for _, in := range fieldsOf(f.Type) {
				out = append(out, namedField{in.name, append([]int{i}, in.index...)})
			}
		case name != "" && name != "id" && name != "-" && name != "extra":
			out = append(out, namedField{name, []int{i}})
		}
	}
	fieldCache.Store(t, out)
	return out
}

func isElements(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Struct {
		return false
	}
	id, ok := t.Elem().FieldByName("ID")
	return ok && id.Type == elementIDType
}

func elementAt(list reflect.Value, id ElementID) int {
	for i := range list.Len() {
		if ElementID(list.Index(i).FieldByName("ID").String()) == id {
			return i
		}
	}
	return -1
}

// place is where a path leads: a field, or an element of a list, whether or not
// the element is there.
type place struct {
	field reflect.Value // the field, or the list
	id    ElementID     // of the element, if the path names one
	index int           // of the element in the list, -1 when absent
}

// resolve follows a path from a record; known is false when this version of the
// program has no such field, lost when an element on the way is not there.
func resolve(record reflect.Value, path string) (p place, known, lost bool) {
	at := record
	parts := strings.Split(path, ".")
	for i := 0; i < len(parts); i++ {
		field, ok := fieldNamed(at, parts[i])
		if !ok {
			return place{}, false, false
		}
		last := i == len(parts)-1
		switch {
		case isElements(field.Type()):
			if last {
				return place{}, false, false
			}
			i++
			p = place{field, ElementID(parts[i]), elementAt(field, ElementID(parts[i]))}
			if i == len(parts)-1 {
				return p, true, false
			}
			if p.index < 0 {
				return place{}, true, true
			}
			at = field.Index(p.index)
		case last:
			return place{field: field, index: -1}, true, false
		case field.Kind() == reflect.Struct:
			at = field
		default:
			return place{}, false, false
		}
	}
	return place{}, false, false
}

func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	for _, f := range fieldsOf(v.Type()) {
		if f.name == name {
			return v.FieldByIndex(f.index), true
		}
	}
	return reflect.Value{}, false
}

// get returns the value at a place as JSON, nil when there is none.
func (p place) get() json.RawMessage {
	v := p.field
	if p.id != "" {
		if p.index < 0 {
			return nil
		}
		v = v.Index(p.index)
	}
	return rawOf(v)
}

// set stores a JSON value at a place; false when it does not fit the field.
func (p place) set(value json.RawMessage) bool {
	if p.id == "" {
		fresh := reflect.New(p.field.Type())
		if json.Unmarshal(value, fresh.Interface()) != nil {
			return false
		}
		p.field.Set(fresh.Elem())
		return true
	}
	if string(value) == "null" {
		if p.index >= 0 {
			kept := reflect.AppendSlice(p.field.Slice3(0, p.index, p.index), p.field.Slice(p.index+1, p.field.Len()))
			p.field.Set(kept)
		}
		return true
	}
	fresh := reflect.New(p.field.Type().Elem())
	if json.Unmarshal(value, fresh.Interface()) != nil {
		return false
	}
	fresh.Elem().FieldByName("ID").SetString(string(p.id))
	if p.index >= 0 {
		p.field.Index(p.index).Set(fresh.Elem())
		return true
	}
	p.field.Set(reflect.Append(p.field, fresh.Elem()))
	return true
}

func rawOf(v reflect.Value) json.RawMessage {
	if v.IsZero() {
		return nil
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		// Records hold only strings, numbers, lists and structs of these; no value fails.
		panic("data: record value cannot be encoded: " + err.Error())
	}
	return b
}

func cloneRecord[T any](v *T) *T {
	out := new(T)
	reflect.ValueOf(out).Elem().Set(deepCopy(reflect.ValueOf(v).Elem()))
	return out
}

func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(deepCopy(v.Field(i)))
		}
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(deepCopy(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), deepCopy(it.Value()))
		}
		return out
	}
	return v
}
