package windowtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The input method turns a short code into a phrase that it was taught, as people teach it the names they write every
// day. So whole sentences of Chinese arrive the way they do at a desk: composed, chosen, committed.

// teach writes the phrases where fcitx5 finds them when it starts.
func (d *Display) teach(phrases []string) {
	d.tb.Helper()
	d.codes = map[string]string{}
	var list strings.Builder
	for _, p := range phrases {
		if _, known := d.codes[p]; !known && !plain(p) {
			d.codes[p] = code(len(d.codes))
			fmt.Fprintf(&list, "%s %s\n", d.codes[p], p)
		}
	}
	folder := filepath.Join(d.dir, "share", "fcitx5", "data", "quickphrase.d")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		d.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "desk.mb"), []byte(list.String()), 0o600); err != nil {
		d.tb.Fatal(err)
	}
}

// code is the n-th code of 400.
func code(n int) string {
	const letters = "bpmfdtnlgkhjqxzcsrwy"
	return string(letters[n/len(letters)]) + string(letters[n%len(letters)])
}

// Write types a text of one line while Pinyin is on: numbers and dates key by key, anything else as a phrase, which
// must be among Options.Phrases. It leaves pinyin on: to change the method while a slow window has not yet read the
// last keys would change what those keys mean.
func (d *Display) Write(text string) {
	d.tb.Helper()
	if plain(text) {
		d.Type(text)
		return
	}
	code, taught := d.codes[text]
	if !taught {
		d.tb.Fatalf("the input method was not taught %q", text)
	}
	d.Type("v" + code) // no syllable begins with v: what follows is the code of a phrase
	d.Candidates()
	d.Type(" ")
	d.NoCandidates()
}

// plain reports whether pinyin hands every key of a text on.
func plain(text string) bool { return strings.Trim(text, "0123456789-") == "" }
