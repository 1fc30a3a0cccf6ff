package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Texts are the words of one language by their keys.
type Texts map[string]string

// LoadWords reads the words of a language, such as zh, from every file
// translations/zh.json and translations/zh.*.json of a file system.
func LoadWords(files fs.FS, language string) (Texts, error) {
	names, err := fs.Glob(files, path.Join("translations", language+"*.json"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("words of %s: %w", language, fs.ErrNotExist)
	}
	all := Texts{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("words of %s: %w", language, err)
		}
		var some Texts
		if err := json.Unmarshal(raw, &some); err != nil {
			return nil, fmt.Errorf("words in %s: %w", name, err)
		}
		for key, text := range some {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("words in %s: %s is there twice", name, key)
			}
			all[key] = text
		}
	}
	return all, nil
}

// T returns the text of a key; the key itself where there is none, so that a gap
// is seen and nothing fails.
func (t Texts) T(key string, args ...any) string {
	text, ok := t[key]
	if !ok {
		return key
	}
	for i, arg := range args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", fmt.Sprint(arg))
	}
	return text
}
