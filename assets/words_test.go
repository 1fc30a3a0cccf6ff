package assets

import (
	"testing"
	"testing/fstest"
)

func TestLoadWords_MergesFilesAndRefusesDoubles(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	good := fstest.MapFS{"translations/zh.json": file(`{"a":"甲"}`), "translations/zh.more.json": file(`{"b":"乙"}`), "translations/en.json": file(`{"a":"A"}`)}
	w, err := LoadWords(good, "zh")
	if err != nil || w["a"] != "甲" || w["b"] != "乙" || len(w) != 2 {
		t.Errorf("words %v, %v", w, err)
	}
	for name, files := range map[string]fstest.MapFS{
		"a key twice": {"translations/zh.json": file(`{"a":"甲"}`), "translations/zh.more.json": file(`{"a":"乙"}`)},
		"not JSON":    {"translations/zh.json": file(`{"a":`)},
		"no file":     {"translations/en.json": file(`{}`)},
	} {
		if _, err := LoadWords(files, "zh"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
