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
		if _, known := d.codes[p]; known || ascii(p) {
			continue
		}
		d.codes[p] = code(len(d.codes))
		fmt.Fprintf(&list, "%s,1=%s\n", d.codes[p], p)
	}
	folder := filepath.Join(d.dir, "share", "fcitx5", "pinyin")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		d.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "customphrase"), []byte(list.String()), 0o600); err != nil {
		d.tb.Fatal(err)
	}
}

// code is the n-th code: letters that begin no syllable, so that nothing else is proposed for them.
func code(n int) string {
	const letters = "bpmfdtnlgkhjqxzcsrwy"
	return "v" + string(letters[n/len(letters)]) + string(letters[n%len(letters)])
}

// Write types a text of one line: Chinese by the input method, which must have been started with that text among
// Options.Phrases, anything else key by key.
func (d *Display) Write(text string) {
	d.tb.Helper()
	if ascii(text) {
		d.use("keyboard-us")
		d.Type(text)
		return
	}
	code, taught := d.codes[text]
	if !taught {
		d.tb.Fatalf("the input method was not taught %q", text)
	}
	d.use("pinyin")
	d.Type(code)
	d.Candidates()
	d.Type(" ")
	d.NoCandidates()
}

// ascii reports whether every character has a key.
func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
