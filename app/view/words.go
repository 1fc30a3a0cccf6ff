package view

import "woshou/assets"

// Words gives the text for a key, with {0}, {1} ... replaced by the arguments.
type Words interface {
	T(key string, args ...any) string
}

// Texts are the words of one language by their keys.
type Texts = assets.Texts

// NewWords returns the program's own words in a language: zh or en.
func NewWords(language string) (Texts, error) { return assets.LoadWords(assets.Translations, language) }
