// Package assets holds the program's own files: the words of the screens, the
// sample cases, the icon. Fonts have a package of their own below it, so that the
// township's server does not link them.
package assets

import "embed"

// Translations holds translations/LANGUAGE.json and translations/LANGUAGE.*.json:
// keys and texts of the desk, Chinese (zh) and English (en).
//
//go:embed translations/*.json
var Translations embed.FS

// Samples holds samples/villages.json and one file a sample case.
//
//go:embed samples/*.json
var Samples embed.FS
