package view

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/sheet"
)

// leaves fails the test unless a folder holds just these.
func leaves(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", filepath.Base(dir), got, want)
	}
}

func bookText(b *sheet.Book) string {
	var out strings.Builder
	for _, s := range b.Sheets {
		out.WriteString(s.Subtitle + "\n")
		for _, r := range s.Rows {
			for _, c := range r {
				out.WriteString(c.Text + "|")
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

func TestLedgerBook_CoversByDefault(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	b, err := d.LedgerBook(LedgerExport{Query: LedgerQuery{Limit: 1}}, goOn)
	if err != nil {
		t.Fatal(err)
	}
	if s := b.Sheets[0]; len(s.Rows) != len(d.Store.Rows()) || s.Rows[0][0].Number != 1 {
		t.Errorf("%d rows of %d", len(s.Rows), len(d.Store.Rows()))
	}
	full, err := d.LedgerBook(LedgerExport{Full: true}, goOn)
	if err != nil {
		t.Fatal(err)
	}
	masked, open := bookText(b), bookText(full)
	d.Store.Cases(func(c *data.Case) bool {
		for _, p := range c.Parties {
			secrets := []string{p.Phone, string(p.IDNumber)}
			if p.Kind == data.Person {
				secrets = append(secrets, p.Name)
			}
			for _, secret := range secrets {
				if secret == "" {
					continue
				}
				if strings.Contains(masked, secret) {
					t.Errorf("case %s: %s can be read", c.Number, secret)
				}
				if !strings.Contains(open, secret) {
					t.Errorf("case %s: the full ledger lacks %s", c.Number, secret)
				}
			}
		}
		return true
	})
	if !strings.Contains(masked, "叶**") || !strings.Contains(masked, "已遮盖") || strings.Contains(open, "已遮盖") {
		t.Errorf("masked ledger:\n%s", masked)
	}
	for _, s := range b.Sheets {
		width := 0.0
		for _, c := range s.Columns {
			width += c.Width
		}
		if width > 85 {
			t.Errorf("%s is %v characters wide: too small to read on paper", s.Name, width)
		}
		for i, r := range s.Rows {
			if len(r) != len(s.Columns) {
				t.Errorf("row %d has %d cells for %d columns", i, len(r), len(s.Columns))
			}
		}
	}
}

func TestExportLedger_IsRecordedAndWhole(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	dir := t.TempDir()
	path := filepath.Join(dir, "台账.xlsx")
	if _, err := d.ExportLedger(path, LedgerExport{}, stopAt(2)); !errors.Is(err, ErrStopped) {
		t.Errorf("stopped: %v", err)
	}
	leaves(t, dir)
	if got := d.Store.Committee().Exports; len(got) != 0 {
		t.Errorf("a stopped export is recorded: %+v", got)
	}
	n, err := d.ExportLedger(path, LedgerExport{Full: true}, goOn)
	if err != nil || n != len(d.Store.Rows()) {
		t.Fatalf("%d, %v", n, err)
	}
	leaves(t, dir, "台账.xlsx")
	got := d.Store.Committee().Exports
	if len(got) != 1 || got[0].Masked || got[0].What != ExportLedger || got[0].Cases != n || got[0].By != d.Store.Author() || got[0].On != d.Today() {
		t.Errorf("recorded %+v", got)
	}
	if lines := d.Exports(); len(lines) != 1 || !strings.Contains(lines[0].Value, "完整姓名") {
		t.Errorf("lines %+v", lines)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tables, err := sheet.Read(f, path)
	if err != nil || len(tables[0].Rows) < n || !slices.Contains(tables[0].Head, "案号") {
		t.Errorf("read back: %+v, %v", tables, err)
	}
	if _, err := d.ExportLedger(path, LedgerExport{}, goOn); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an old file: %v", err)
	}
	if _, err := d.ExportLedger(filepath.Join(dir, "none", "a.xlsx"), LedgerExport{}, goOn); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// What was exported can be taken in elsewhere.
func TestExportLedger_CanBeImported(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	path := filepath.Join(t.TempDir(), "台账.xlsx")
	if _, err := d.ExportLedger(path, LedgerExport{Full: true}, goOn); err != nil {
		t.Fatal(err)
	}
	l, err := ReadLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	other := newDesk(t, "2026-07-10")
	v := preview(t, other, NewImport(l.Name, l.Tables[0]))
	if v.Cases < len(d.Store.Rows())/2 {
		t.Errorf("%d of %d cases; not %+v", v.Cases, len(d.Store.Rows()), v.Not)
	}
}

func TestExportEverything(t *testing.T) {
	d := filledDesk(t, 0, "2026-07-10")
	dir := t.TempDir()
	if _, err := d.ExportEverything(dir, "wrong", goOn); !errors.Is(err, data.ErrPassword) {
		t.Errorf("wrong password: %v", err)
	}
	for _, n := range []int{0, 3, len(d.Store.Rows()) + 2} {
		if _, err := d.ExportEverything(dir, testPassword, stopAt(n)); !errors.Is(err, ErrStopped) {
			t.Errorf("stopped at %d: %v", n, err)
		}
	}
	leaves(t, dir)
	e, err := d.ExportEverything(dir, testPassword, goOn)
	if err != nil {
		t.Fatal(err)
	}
	if e.Cases != len(d.Store.Rows()) || len(e.Unprinted) != 0 {
		t.Errorf("%+v", e)
	}
	leaves(t, dir, filepath.Base(e.Path))
	leaves(t, e.Path, fileReadme, fileLedger, fileStatistics, fileCommittee, folderCases)
	readme, err := os.ReadFile(filepath.Join(e.Path, fileReadme))
	if err != nil || !strings.Contains(string(readme), "没有加密") || !strings.Contains(string(readme), "\r\n") {
		t.Errorf("readme %q, %v", readme, err)
	}
	everyCase(t, d, e.Path)
	if again, err := d.ExportEverything(dir, testPassword, goOn); err != nil || again.Path != e.Path+"-2" {
		t.Errorf("again: %+v, %v", again, err)
	}
	if _, err := d.ExportEverything(filepath.Join(dir, "none"), testPassword, goOn); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if got := d.Store.Committee().Exports; len(got) != 2 || got[0].What != ExportEverything || got[0].Masked {
		t.Errorf("recorded %+v", got)
	}
}

// everyCase checks the folders of the cases of a full export.
func everyCase(t *testing.T, d *Desk, path string) {
	t.Helper()
	folders, err := os.ReadDir(filepath.Join(path, folderCases))
	if err != nil || len(folders) != len(d.Store.Rows()) {
		t.Fatalf("%d folders, %v", len(folders), err)
	}
	pdfs := 0
	for _, f := range folders {
		dir := filepath.Join(path, folderCases, f.Name())
		text, err := os.ReadFile(filepath.Join(dir, fileCase))
		if err != nil {
			t.Fatal(err)
		}
		var c data.Case
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		now, err := d.Store.Case(c.ID)
		if err != nil || len(data.Diff(now, &c)) != 0 {
			t.Errorf("%s is not the case: %v", f.Name(), err)
		}
		var history []historyEntry
		text, err = os.ReadFile(filepath.Join(dir, fileHistory))
		if err != nil || json.Unmarshal(text, &history) != nil || len(history) == 0 || history[0].Did == "" || len(history[0].Changes) == 0 {
			t.Errorf("%s: history %+v, %v", f.Name(), history, err)
		}
		papers, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		pdfs += len(papers)
	}
	if pdfs < len(folders) {
		t.Errorf("%d papers of %d cases", pdfs, len(folders))
	}
}

func TestFileSafe(t *testing.T) {
	for in, want := range map[string]string{"（2026）清字1号": "（2026）清字1号", `a/b\c:d*e?f"g<h>i|j`: "a-b-c-d-e-f-g-h-i-j", "..": "", "a.": "a", "": ""} {
		if got := fileSafe(in); got != want {
			t.Errorf("fileSafe(%q) = %q, want %q", in, got, want)
		}
	}
}
