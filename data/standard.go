package data

import (
	"reflect"
	"strings"
)

// Standardize replaces the private-use code points of GBK by their standard
// characters in every text of a record, so that a name pasted from an old system
// is found, compared and printed like one that was typed (U+E863 becomes 䶮 U+4DAE).
func Standardize(r Record) {
	mapTexts(reflect.ValueOf(r).Elem(), func(s string) string { return strings.Map(standardRune, s) })
}

// mapTexts puts every text of a record through a function.
func mapTexts(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); s != "" {
			if changed := change(s); changed != s {
				v.SetString(changed)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Folded" {
				mapTexts(v.Field(i), change)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			mapTexts(v.Index(i), change)
		}
	}
}
