package view

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// In no file that the program keeps stands a word that somebody typed, in no writing, nor in
// a file's name: after real work, with backups, a trial, a restore that waits and one that
// was made, destroyed cases, a damaged file and journal, a parcel and a hand-over copy. Only
// what was asked for in the open, papers and exports, lies elsewhere.
func TestFiles_HoldNoNames(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	dir := filepath.Dir(d.Store.Path())
	words := worked(t, d, dir)
	planted, found := lookFor(t, dir, words)
	for _, where := range planted {
		t.Error(where)
	}
	for _, kind := range []string{"record", "journal", "restore", "marker", "replaced", "damaged", "book", "daily", "parcel", "copy", "attachments", "pool"} {
		if found[kind] == 0 {
			t.Errorf("no file of the kind %s was looked at: %v", kind, found)
		}
	}
	open := t.TempDir() // what is asked for in the open: the search would have found a word
	d.Store = unlocked(t, d.Store.Path())
	defer d.Store.Close()
	if _, err := d.ExportEverything(open, testPassword, goOn); err != nil {
		t.Fatal(err)
	}
	if planted, _ := lookFor(t, open, words); len(planted) < 100 {
		t.Errorf("only %d words are found in the open export", len(planted))
	}
}

// lookFor says where in a folder's files, or in their names, words stand in any writing, and
// how many files of each kind there are.
func lookFor(t *testing.T, dir string, words []string) (planted []string, found map[string]int) {
	t.Helper()
	found = map[string]int{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		b, err := os.ReadFile(path)
		for _, word := range words {
			for writing, form := range writings(t, word) {
				if bytes.Contains(b, form) || strings.Contains(rel, word) {
					planted = append(planted, rel+" holds in "+writing+": "+word)
				}
			}
		}
		found[kindOf(rel)]++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return planted, found
}

// kindOf says what a file in the program's folder is.
func kindOf(rel string) string {
	for _, k := range [][2]string{
		{backup.PoolName, "pool"}, {filepath.Base(store.AttachmentsPath("record.db")), "attachments"},
		{".replaced-", "replaced"}, {".damaged-", "damaged"}, {".restore.json", "marker"}, {".restore", "restore"}, {".journal", "journal"},
		{"backups.json", "book"}, {backup.FolderName, "daily"}, {"record.db", "record"}, {"woshou-", "copy"}, {".woshou", "parcel"},
	} {
		if strings.Contains(rel, k[0]) {
			return k[1]
		}
	}
	return rel
}

// scannedWord stands in a scan of the test.
const scannedWord = "龘靐齉爩借款三千元"

// attachTo keeps a scan with a case.
func attachTo(t *testing.T, d *Desk, id data.CaseID) {
	t.Helper()
	c, err := d.Store.Case(id)
	if err == nil {
		_, err = d.AttachFile(c, AttachmentForm{Name: "欠条的扫描件.pdf", Content: fmt.Appendf(nil, "%%PDF-1.4\n(%s)\n%%%%EOF\n", scannedWord)})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// worked does the desk's work on a filled record and closes it; it returns the words that
// were typed.
func worked(t *testing.T, d *Desk, dir string) []string {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := d.Now()
	d.Now = func() time.Time { at = at.Add(time.Minute); return at }
	d.Backups = backup.New(d.Store.Path(), backup.Options{Now: d.Now, Store: cheap})
	gone := archived(t, d, "2012-03-04", data.ShortTerm, "第1号")
	attachTo(t, d, gone)
	attachTo(t, d, d.Store.Rows()[0].ID)
	words := append(typedWords(t, d), scannedWord, "欠条的扫描件")
	_, err := d.Import(preview(t, d, oldForm(t)), goOn)
	must(err)
	words = append(words, typedWords(t, d)...)
	first, err := d.Backups.Make(ctx, d.Store, dir, quiet)
	must(err)
	must(d.SetKeeping(data.Keeping{Short: 10, Long: 30}))
	must(d.Destroy(DestroyForm{Cases: []data.CaseID{gone}, Reason: "期满", Witness: "王海燕", Approver: "徐䶮", ApprovedOn: d.Today()}))
	_, err = d.ReplaceBackups(ctx, quiet)
	must(err)
	_, err = d.Backups.Try(ctx, d.Store, quiet)
	must(err)
	var c *data.Case
	d.Store.Cases(func(one *data.Case) bool { c = one; return len(one.Parties) == 0 })
	must(d.PackCase(c, filepath.Join(dir, "one.woshou"), phrase))
	_, _, err = d.HandOverCopy(dir)
	must(err)
	must(d.Store.SetLink(store.Link{Address: "https://township.example", Village: "东篱村的村号"}))
	if _, err := os.Stat(first.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the first backup: %v", err)
	}
	n, err := d.Backups.Make(ctx, d.Store, dir, quiet)
	must(err)
	// A restore that is made, and damage that is repaired, in both files; then one that waits.
	restore := func() {
		_, err := d.Stage(ctx, n.Path(), "", quiet)
		must(errors.Join(err, d.Backups.Approve(n.Path())))
	}
	restore()
	must(d.Store.Close())
	_, err = d.Backups.Switch()
	must(err)
	for _, path := range []string{d.Store.Path(), store.JournalPath(d.Store.Path())} {
		spoil(t, path)
		d.Store = unlocked(t, d.Store.Path())
		if len(d.Store.Repairs()) != 1 {
			t.Errorf("%s: repairs %v", filepath.Base(path), d.Store.Repairs())
		}
		if path != d.Store.Path() {
			restore()
		}
		must(d.Store.Close())
	}
	return append(words, "东篱村的村号", "township.example", testPassword, phrase)
}

func unlocked(t *testing.T, path string) *store.Store {
	t.Helper()
	l, err := store.Open(path, cheap)
	if err != nil {
		t.Fatal(err)
	}
	st, err := l.Unlock(testPassword)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// spoil puts noise where a file has something to say.
func spoil(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := len(bytes.TrimRight(b, "\x00")) / 2
	copy(b[at:], bytes.Repeat([]byte("~"), at/2)) // more than free pages can hide
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// typedWords are the texts of all cases and of the committee that are long enough not to be
// met by chance: three letters of Chinese, eight of any other.
func typedWords(t *testing.T, d *Desk) []string {
	t.Helper()
	seen := map[string]bool{}
	collect := func(record any) {
		raw, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		var any any
		if err := json.Unmarshal(raw, &any); err != nil {
			t.Fatal(err)
		}
		eachText(any, func(text string) {
			text = string([]rune(text)[:min(12, len([]rune(text)))])
			long := len(text) >= 8 && len([]rune(text)) >= 3
			id := len(text) == 16 && strings.Trim(text, "0123456789abcdef") == "" // of an element: random
			if long && !id && !strings.Contains(text, "-") {
				seen[text] = true
			}
		})
	}
	collect(d.Store.Committee())
	d.Store.Cases(func(c *data.Case) bool {
		for _, p := range c.Parties { // for all of them, and as people are found by
			seen[p.Name] = seen[p.Name] || len([]rune(p.Name)) > 2
			seen[string(p.IDNumber)] = seen[string(p.IDNumber)] || p.IDNumber != ""
		}
		collect(c)
		return true
	})
	var out []string
	for word, yes := range seen {
		if yes && word != string(d.Store.Author()) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	if len(out) < 200 || !slices.Contains(out, "叶建国") {
		t.Fatalf("only %d words", len(out))
	}
	return out
}

// eachText visits the texts in decoded JSON; names of fields are not among them.
func eachText(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case []any:
		for _, e := range v {
			eachText(e, visit)
		}
	case map[string]any:
		for _, e := range v {
			eachText(e, visit)
		}
	}
}

// writings are the bytes of a text in the ways a computer in a village writes it.
func writings(t *testing.T, text string) map[string][]byte {
	t.Helper()
	var little, big []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"UTF-8": []byte(text), "UTF-16LE": little, "UTF-16BE": big, "GB18030": gb}
}
