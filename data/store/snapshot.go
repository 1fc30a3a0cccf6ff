package store

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"woshou/data"
)

// Snapshots are what json.Marshal writes of records, and at unlocking all of them are
// read. encoding/json takes any JSON there is and looks at it twice; what reads them here
// takes just what Marshal writes of the fields of this program, in their order, and gives
// up at anything else: then encoding/json reads that one. The bytes were under a seal, so
// that nothing but Marshal made them.

// decodeRecord fills an empty record from a snapshot.
func decodeRecord(plain []byte, into data.Record) error {
	v := reflect.ValueOf(into).Elem()
	read := readCase
	if _, committee := into.(*data.Committee); committee {
		read = readCommittee
	}
	b := written{plain}
	if read(&b, v) && len(b.left) == 0 {
		return nil
	}
	v.SetZero()
	if json.Unmarshal(plain, into) != nil {
		return data.ErrDamaged
	}
	return nil
}

var (
	readCase      = readerOf(reflect.TypeFor[data.Case]())
	readCommittee = readerOf(reflect.TypeFor[data.Committee]())
)

// written is what is left of what Marshal wrote.
type written struct{ left []byte }

// reader takes one value off what was written; false when it is not as Marshal writes it.
type reader func(*written, reflect.Value) bool

// readerOf returns what reads a type. No record holds itself.
func readerOf(t reflect.Type) reader {
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()):
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return readText
	case t.Kind() == reflect.String:
		return readString
	case t.Kind() == reflect.Bool:
		return readBool
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return readInt
	case t.Kind() == reflect.Struct:
		return fields{}.of(t, nil).read
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		return listOf(readerOf(t.Elem()))
	}
	return func(*written, reflect.Value) bool { return false }
}

func (w *written) take(c byte) bool {
	if len(w.left) == 0 || w.left[0] != c {
		return false
	}
	w.left = w.left[1:]
	return true
}

func (w *written) takes(s string) bool {
	if len(w.left) < len(s) || string(w.left[:len(s)]) != s {
		return false
	}
	w.left = w.left[len(s):]
	return true
}

// fields are those of a struct in the order they are written, embedded ones among them.
type fields []field

type field struct {
	name string // "name":
	at   []int
	read reader
}

func (f fields) of(t reflect.Type, within []int) fields {
	for i := range t.NumField() {
		at := append(within[:len(within):len(within)], i)
		if in := t.Field(i); in.Anonymous {
			f = f.of(in.Type, at)
		} else {
			name, _, _ := strings.Cut(in.Tag.Get("json"), ",")
			f = append(f, field{strconv.Quote(name) + ":", at, readerOf(in.Type)})
		}
	}
	return f
}

func (f fields) read(w *written, v reflect.Value) bool {
	if !w.take('{') {
		return false
	}
	for first := true; !w.take('}'); first = false {
		if !first && !w.take(',') {
			return false
		}
		for len(f) > 0 && !w.takes(f[0].name) {
			f = f[1:]
		}
		if len(f) == 0 {
			return false
		}
		to := v
		for _, i := range f[0].at {
			to = to.Field(i)
		}
		if !f[0].read(w, to) {
			return false
		}
		f = f[1:]
	}
	return true
}

func listOf(each reader) reader {
	return func(w *written, v reflect.Value) bool {
		if !w.take('[') {
			return false
		}
		if w.take(']') {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			return true
		}
		for n := 0; ; n++ {
			v.Grow(1)
			v.SetLen(n + 1)
			if !each(w, v.Index(n)) {
				return false
			}
			if !w.take(',') {
				return w.take(']')
			}
		}
	}
}

func readBool(w *written, v reflect.Value) bool {
	is := w.takes("true")
	v.SetBool(is)
	return is || w.takes("false")
}

func readInt(w *written, v reflect.Value) bool {
	end := 0
	for end < len(w.left) && (w.left[end] == '-' || w.left[end] >= '0' && w.left[end] <= '9') {
		end++
	}
	n, err := strconv.ParseInt(string(w.left[:end]), 10, v.Type().Bits())
	v.SetInt(n)
	w.left = w.left[end:]
	return err == nil
}

func readString(w *written, v reflect.Value) bool {
	s, ok := w.text()
	v.SetString(string(s))
	return ok
}

func readText(w *written, v reflect.Value) bool {
	s, ok := w.text()
	return ok && v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(s) == nil
}

// text takes a string.
func (w *written) text() ([]byte, bool) {
	if !w.take('"') {
		return nil, false
	}
	end := bytes.IndexByte(w.left, '"')
	if end < 0 {
		return nil, false
	}
	if s := w.left[:end]; bytes.IndexByte(s, '\\') < 0 {
		w.left = w.left[end+1:]
		return s, true
	}
	return w.escaped()
}

// escaped takes the rest of a string that has escapes.
func (w *written) escaped() (out []byte, ok bool) {
	for {
		at := bytes.IndexAny(w.left, `"\`)
		if at < 0 {
			return nil, false
		}
		out = append(out, w.left[:at]...)
		w.left = w.left[at:]
		if w.take('"') {
			return out, true
		}
		r, ok := w.escape()
		if !ok {
			return nil, false
		}
		out = utf8.AppendRune(out, r)
	}
}

// escapes are the characters for which a letter stands behind a backslash.
var escapes = map[byte]rune{'"': '"', '\\': '\\', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (w *written) escape() (rune, bool) {
	if len(w.left) < 2 {
		return 0, false
	}
	if r, ok := escapes[w.left[1]]; ok {
		w.left = w.left[2:]
		return r, true
	}
	if len(w.left) < 6 || w.left[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(w.left[2:6]), 16, 16)
	w.left = w.left[6:]
	return rune(n), err == nil && utf8.ValidRune(rune(n))
}
