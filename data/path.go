package data

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A record is a tree of named fields; the names are its JSON names. A list whose
// elements have an ID is walked by ID, and its own name is the place of its order;
// anything else is one value.

// kept are the names of fields that no change can set.
var kept = []string{"", "-", "id", "extra", "fence"}

var (
	elementIDType = reflect.TypeFor[ElementID]()
	fieldCache    sync.Map // reflect.Type -> []namedField
)

type namedField struct {
	name     string
	index    []int
	elements bool
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
				out = append(out, namedField{in.name, append([]int{i}, in.index...), in.elements})
			}
		case !slices.Contains(kept, name):
			out = append(out, namedField{name, []int{i}, isElements(f.Type)})
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

// place is where a path leads: a field, an element of a list, whether or not the
// element is there, or the order of a list.
type place struct {
	kind  placeKind
	field reflect.Value // the field, or the list
	id    ElementID     // of the element
	index int           // of the element in the list, -1 when absent
}

type placeKind int

const (
	fieldPlace placeKind = iota
	elementPlace
	orderPlace
)

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
		case isElements(field.Type()) && last:
			return place{kind: orderPlace, field: field}, true, false
		case isElements(field.Type()):
			i++
			p = place{elementPlace, field, ElementID(parts[i]), elementAt(field, ElementID(parts[i]))}
			if i == len(parts)-1 {
				return p, true, false
			}
			if p.index < 0 {
				return place{}, true, true
			}
			at = field.Index(p.index)
		case last:
			return place{field: field}, true, false
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

// now returns what stands at a place; invalid for an element that is not there.
func (p place) now() reflect.Value {
	switch {
	case p.kind != elementPlace:
		return p.field
	case p.index < 0:
		return reflect.Value{}
	}
	return p.field.Index(p.index)
}

// read decodes a JSON value for a place: invalid for an element to be removed, the
// list in its new order for an order. fits is false when the value is of another
// kind, whole when nothing in it was unknown to this version of the program.
func (p place) read(value json.RawMessage) (v reflect.Value, fits, whole bool) {
	t := p.field.Type()
	switch p.kind {
	case orderPlace:
		ids, fits, _ := decode(value, reflect.TypeFor[[]ElementID]())
		if !fits {
			return v, false, false
		}
		return inOrder(p.field, ids.Interface().([]ElementID)), true, true
	case elementPlace:
		if string(value) == "null" {
			return v, true, true
		}
		t = t.Elem()
	}
	v, fits, whole = decode(value, t)
	switch {
	case p.kind == elementPlace:
		v.FieldByName("ID").SetString(string(p.id))
	case t.Kind() == reflect.Slice && v.Len() == 0:
		v.SetZero()
	}
	return v, fits, whole
}

func decode(value json.RawMessage, t reflect.Type) (v reflect.Value, fits, whole bool) {
	switch t.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map:
	default: // has no fields that could be unknown
		v = reflect.New(t)
		fits = json.Unmarshal(value, v.Interface()) == nil
		return v.Elem(), fits, fits
	}
	strict := json.NewDecoder(bytes.NewReader(value))
	strict.DisallowUnknownFields()
	fresh := reflect.New(t)
	if strict.Decode(fresh.Interface()) == nil {
		return fresh.Elem(), true, true
	}
	fresh = reflect.New(t)
	return fresh.Elem(), json.Unmarshal(value, fresh.Interface()) == nil, false
}

// put stores what read returned.
func (p place) put(v reflect.Value) {
	switch {
	case p.kind != elementPlace:
		p.field.Set(v)
	case v.IsValid() && p.index >= 0:
		p.field.Index(p.index).Set(v)
	case v.IsValid():
		p.field.Set(reflect.Append(p.field, v))
	case p.field.Len() == 1:
		p.field.SetZero()
	default:
		rest := p.field.Slice(p.index+1, p.field.Len())
		p.field.Set(reflect.AppendSlice(p.field.Slice3(0, p.index, p.index), rest))
	}
}

func idsOf(list reflect.Value) []ElementID {
	var ids []ElementID
	for i := range list.Len() {
		ids = append(ids, ElementID(list.Index(i).FieldByName("ID").String()))
	}
	return ids
}

// inOrder returns a list in the order of the IDs; elements they do not name stay
// behind the others, in the order they had.
func inOrder(list reflect.Value, ids []ElementID) reflect.Value {
	has := idsOf(list)
	if len(has) < 2 {
		return list
	}
	rank := func(i int) int {
		if at := slices.Index(ids, has[i]); at >= 0 {
			return at
		}
		return len(ids)
	}
	order := make([]int, len(has))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rank(i) - rank(j) })
	out := reflect.MakeSlice(list.Type(), 0, len(has))
	for _, i := range order {
		out = reflect.Append(out, list.Index(i))
	}
	return out
}

// rawOf returns a value as JSON, nil for an empty one.
func rawOf(v reflect.Value) json.RawMessage {
	if !v.IsValid() || v.IsZero() {
		return nil
	}
	return encode(v)
}

func encode(v reflect.Value) json.RawMessage {
	b, err := json.Marshal(v.Interface())
	if err != nil {
		// Records hold strings, numbers, days a person may type, lists and structs of these; none fails.
		panic("data: record value cannot be encoded: " + err.Error())
	}
	return b
}

func cloneRecord[T any](v *T) *T {
	out := new(T)
	*out = *v
	unshare(reflect.ValueOf(out).Elem())
	return out
}

// sharesCache says which fields of a struct hold something that a plain copy would share.
var sharesCache sync.Map // reflect.Type -> []int

func sharing(t reflect.Type) []int {
	if v, ok := sharesCache.Load(t); ok {
		return v.([]int)
	}
	var out []int
	for i := range t.NumField() {
		if shares(t.Field(i).Type) {
			out = append(out, i)
		}
	}
	sharesCache.Store(t, out)
	return out
}

func shares(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return true
	case reflect.Struct:
		return len(sharing(t)) > 0
	}
	return false
}

// unshare gives a plain copy its own of what it shares.
func unshare(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Struct:
		for _, i := range sharing(v.Type()) {
			unshare(v.Field(i))
		}
	case v.Kind() == reflect.Slice && !v.IsNil():
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := 0; i < own.Len() && shares(own.Type().Elem()); i++ {
			unshare(own.Index(i))
		}
	case v.Kind() == reflect.Map && !v.IsNil():
		own := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			value := reflect.New(it.Value().Type()).Elem()
			value.Set(it.Value())
			unshare(value)
			own.SetMapIndex(it.Key(), value)
		}
		v.Set(own)
	}
}
