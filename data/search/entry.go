package search

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"woshou/data"
)

// entry is what can be found of a case, a line for each thing. Words of ASCII alone -
// numbers, pinyin - are all in near, in ASCII; whatever has other characters is in far,
// in UTF-16, low byte first, where Chinese takes two thirds of the space of UTF-8 and
// bytes are about equally rare, which makes it quick to look through.
type entry struct {
	near, far []byte
}

// clone copies without room for more.
func (e *entry) clone() entry {
	all := append(append(make([]byte, 0, len(e.near)+len(e.far)), e.near...), e.far...)
	return entry{all[:len(e.near):len(e.near)], all[len(e.near):]}
}

// read fills the entry from a case.
func (e *entry) read(c *data.Case) {
	e.near, e.far = e.near[:0], e.far[:0]
	for i := range c.Parties {
		p := &c.Parties[i]
		for _, s := range [...]string{p.Name, p.LegalRep, p.Guardian, p.Agent.Name, p.Service.Receiver, p.ReadAloudBy} {
			e.name(s)
		}
		e.text(string(p.IDNumber))
		e.text(string(p.Agent.IDNumber))
		e.text(string(p.CreditCode))
	}
	for i := range c.Mediators {
		e.name(c.Mediators[i].Name)
	}
	for i := range c.Inquiries {
		e.name(c.Inquiries[i].Person)
	}
	e.text(c.Type.Name())
	texts(e, reflect.ValueOf(c).Elem())
}

// name takes a name without its spaces (old papers set names of two characters wide)
// and the ways to read it.
func (e *entry) name(s string) {
	if s != "" {
		s = strings.ReplaceAll(fold(s), " ", "")
		e.text(s)
		e.near = readings(e.near, s)
	}
}

// text takes a text, and the words of ASCII that are in it.
func (e *entry) text(s string) {
	start, wide := len(e.far), false
	run := -1 // where the word of ASCII that r is in starts in near
	for _, r := range standard(s) {
		if r = foldRune(r); r < 0 {
			continue
		}
		if r > ' ' && r < utf8.RuneSelf {
			if run < 0 {
				run = len(e.near)
			}
			e.near = append(e.near, byte(r))
		} else {
			run = e.endRun(run)
			wide = wide || r != ' '
		}
		e.far = appendUnits(e.far, r)
	}
	e.endRun(run)
	if wide {
		e.far = append(e.far, '\n', 0)
	} else {
		e.far = e.far[:start]
	}
}

// endRun ends a word of ASCII; signs alone are no word.
func (e *entry) endRun(run int) int {
	switch {
	case run < 0:
	case slices.ContainsFunc(e.near[run:], alphanumeric):
		e.near = append(e.near, '\n')
	default:
		e.near = e.near[:run]
	}
	return -1
}

func alphanumeric(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }

func appendUnits(out []byte, r rune) []byte {
	if r < 0x10000 {
		return append(out, byte(r), byte(r>>8))
	}
	hi, lo := utf16.EncodeRune(r)
	return append(out, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
}

// apart are the texts that texts leaves out: names, which read takes, and what nobody
// typed.
var apart = map[string]bool{
	"Case.Folded": true, "Case.Papers": true, "Case.Conflicts": true,
	"Party.Name": true, "Party.LegalRep": true, "Party.Guardian": true, "Party.ReadAloudBy": true,
	"Agent.Name": true, "Service.Receiver": true, "Assignment.Name": true, "Inquiry.Person": true,
	"Agreement.PrintHash": true, "Agreement.Parties": true, "Agreement.Edition": true,
	"Session.Start": true, "Session.End": true, "Escalation.Time": true,
}

// plans says which fields of a struct have texts in them, so that a field that is
// added to the record is found without being named here.
var plans = planOf(reflect.TypeFor[data.Case](), map[reflect.Type][]int{})

func planOf(t reflect.Type, out map[reflect.Type][]int) map[reflect.Type][]int {
	if _, done := out[t]; done || t.Kind() != reflect.Struct {
		return out
	}
	out[t] = nil
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || apart[t.Name()+"."+f.Name] {
			continue
		}
		inner := f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		planOf(inner, out)
		if inner == reflect.TypeFor[string]() || len(out[inner]) > 0 {
			out[t] = append(out[t], i)
		}
	}
	return out
}

// texts takes every text of a struct in.
func texts(e *entry, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		e.text(v.String())
	case reflect.Struct:
		for _, i := range plans[v.Type()] {
			texts(e, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(e, v.Index(i))
		}
	}
}
