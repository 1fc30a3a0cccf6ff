package data

import (
	"reflect"
	"strings"
)

// Standardize replaces the private-use code points of GBK by their standard
// characters in every text of a record, so that a name pasted from an old system
// is found, compared and printed like one that was typed (U+E863 becomes 䶮 U+4DAE).
func Standardize(r Record) { standardize(reflect.ValueOf(r).Elem()) }

func standardize(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); strings.ContainsFunc(s, func(r rune) bool { return standardRune(r) != r }) {
			v.SetString(strings.Map(standardRune, s))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Folded" {
				standardize(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			standardize(v.Index(i))
		}
	}
}
