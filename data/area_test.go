package data

import (
	"errors"
	"testing"
)

// codeIn returns the code of the *Invalid in err, "" for no error.
func codeIn(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var bad *Invalid
	if !errors.As(err, &bad) {
		t.Fatalf("error %v (%T) is not *Invalid", err, err)
	}
	if bad.Field == "" {
		t.Errorf("error %v names no field", err)
	}
	return bad.Code
}

func TestCheckAreaCode(t *testing.T) {
	for code, want := range map[string]string{
		"339921101201":  "",
		"330681109000":  "",
		"":              "area.length",
		"339921":        "area.length",
		"33992110120":   "area.length",
		"3399211012011": "area.length",
		"33992110120X":  "area.digits",
		"33992110120１":  "area.digits",
		"339921 01201":  "area.digits",
		"-39921101201":  "area.digits",
	} {
		if got := codeIn(t, CheckAreaCode(code)); got != want {
			t.Errorf("CheckAreaCode(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestTownOf(t *testing.T) {
	for code, want := range map[string]string{
		"339921101201": "339921101",
		"339921101":    "339921101",
		"339921":       "339921",
		"":             "",
	} {
		if got := TownOf(code); got != want {
			t.Errorf("TownOf(%q) = %q, want %q", code, got, want)
		}
	}
}
