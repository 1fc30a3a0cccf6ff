package view

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/data/sheet"
	"woshou/pdf"
)

// The files of a full export. People who never had this program read them.
const (
	fileReadme     = "说明.txt"
	fileLedger     = "台账.xlsx"
	fileStatistics = "统计.xlsx"
	fileCommittee  = "调委会.json"
	folderCases    = "案件"
	fileCase       = "案件.json"
	fileHistory    = "经过.json"
	folderFiles    = "附件"
)

// Everything is what came of a full export.
type Everything struct {
	Path  string
	Cases int
	// Unprinted are the numbers of cases of which a paper could not be made.
	Unprinted []string
	// Unattached are the numbers of cases of which an attachment could not be read here.
	Unattached []string
}

// historyEntry is one line of a case's history in a full export.
type historyEntry struct {
	At      string        `json:"at"`
	Who     string        `json:"who,omitempty"`
	Did     string        `json:"did"`
	Kind    string        `json:"kind"`
	Changes []data.Change `json:"changes,omitempty"`
}

// ExportEverything writes the whole record, open to read, into a new folder below dir, for
// the day someone leaves this program; docs/formats.md describes it. The password is asked
// again: data.ErrPassword for a wrong one. The folder appears whole or not at all, with a
// number where its name is taken; the error wraps ErrStopped when progress says stop, or what
// the disk answers.
func (d *Desk) ExportEverything(dir, password string, progress Progress) (*Everything, error) {
	if err := d.Store.CheckPassword(password); err != nil {
		return nil, err
	}
	if d.Store.Access() == data.Reads {
		return nil, refuse(ActExport, "user.reads", "") // before anything open to read lies on the disk
	}
	path, err := freeFolder(filepath.Join(dir, d.ExportName(ExportEverything)))
	if err != nil {
		return nil, err
	}
	out := &Everything{Path: path}
	part := out.Path + partSuffix
	err = os.RemoveAll(part) // of an export that was cut off
	if err == nil {
		err = d.everything(part, out, progress)
	}
	if err == nil {
		err = d.recordExport(ExportEverything, false, out.Cases) // nothing leaves that cannot be recorded
	}
	if err == nil {
		err = os.Rename(part, out.Path)
	}
	if err != nil {
		_ = os.RemoveAll(part)
		return nil, fmt.Errorf("export everything: %w", err)
	}
	return out, nil
}

// mostFolders bounds the search for a free name.
const mostFolders = 1000

// freeFolder adds a number to a name that is taken.
func freeFolder(base string) (string, error) {
	path := base
	for n := 2; ; n++ {
		err := free(path)
		if !errors.Is(err, fs.ErrExist) || n > mostFolders {
			return path, err
		}
		path = fmt.Sprintf("%s-%d", base, n)
	}
}

func (d *Desk) everything(dir string, out *Everything, progress Progress) error {
	if err := os.MkdirAll(filepath.Join(dir, folderCases), 0o700); err != nil {
		return err
	}
	rows := d.Store.Rows()
	total := 2 * len(rows) // the ledger, then the cases
	ledger, err := d.LedgerBook(LedgerExport{Full: true}, func(done, _ int) bool { return progress(done, total) })
	if err != nil {
		return err
	}
	if err := WriteBook(filepath.Join(dir, fileLedger), *ledger); err != nil {
		return err
	}
	year := data.ReportYearOf(d.Today())
	totals := []sheet.Sheet{d.StatisticsSheet(year), d.SubsidySheet(year), d.CourtLedgerSheet(data.Period{}), d.HandOverSheet()}
	if err := WriteBook(filepath.Join(dir, fileStatistics), sheet.Book{Sheets: totals}); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(dir, fileCommittee), d.Store.Committee()); err != nil {
		return err
	}
	for i := range rows {
		if !progress(len(rows)+i, total) {
			return ErrStopped
		}
		c, err := d.Store.Case(rows[len(rows)-1-i].ID)
		if errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrDestroyed) {
			continue // its content is not on this computer, or no more
		}
		if err != nil {
			return err
		}
		out.Cases++
		if err := d.oneCase(filepath.Join(dir, folderCases, caseFolder(out.Cases, c)), c, out); err != nil {
			return err
		}
	}
	text := d.Words.T("everything.readme", d.Today().Chinese(), d.Store.Committee().Name, out.Cases, strings.Join(out.Unprinted, "、"), strings.Join(out.Unattached, "、"))
	text = "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n") // for the oldest editors
	return writeWhole(filepath.Join(dir, fileReadme), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// caseFolder names a case's folder by its place and its number.
func caseFolder(n int, c *data.Case) string {
	return strings.TrimSpace(fmt.Sprintf("%05d %s", n, fileSafe(c.Number)))
}

// fileSafe replaces what a file's name may not hold.
func fileSafe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, s)
	return strings.Trim(short(s, 60), ". ")
}

// oneCase writes the folder of one case: the case, its history, its attachments and its
// papers.
func (d *Desk) oneCase(dir string, c *data.Case, out *Everything) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(dir, fileCase), c); err != nil {
		return err
	}
	entries, err := d.Store.History(c.ID)
	if err != nil {
		return err
	}
	committee := d.Store.Committee()
	var history []historyEntry
	for _, e := range entries {
		h := historyEntry{At: e.At.Format("2006-01-02 15:04:05"), Kind: e.Kind, Did: d.Words.T("move." + e.Kind), Who: committee.PersonName(e.Author), Changes: e.Changes}
		history = append(history, h)
	}
	if err := writeJSON(filepath.Join(dir, fileHistory), history); err != nil {
		return err
	}
	if err := d.attachments(filepath.Join(dir, folderFiles), c, out); err != nil {
		return err
	}
	return d.papers(dir, c, out)
}

// attachments writes the photos and scans of a case as files. One that is not here, or
// damaged, is told and does not stop the export.
func (d *Desk) attachments(dir string, c *data.Case, out *Everything) error {
	if len(c.Attachments) == 0 {
		return nil
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	left := false
	for i, a := range c.Attachments {
		content, err := d.Store.ReadFile(c.ID, a)
		if errors.Is(err, data.ErrNotFound) || errors.Is(err, data.ErrDamaged) {
			left = true
			continue
		}
		if err == nil {
			err = writeWhole(filepath.Join(dir, attachmentFile(i+1, &a)), func(w io.Writer) error {
				_, err := w.Write(content)
				return err
			})
		}
		if err != nil {
			return err
		}
	}
	if left {
		out.Unattached = append(out.Unattached, caseName(c))
	}
	return nil
}

// attachmentFile names an attachment's file by its place and its name, and by what it is.
func attachmentFile(n int, a *data.Attachment) string {
	return strings.TrimSpace(fmt.Sprintf("%03d %s", n, stem(a))) + a.Media.Extension()
}

// stem is an attachment's name as that of a file, without its ending.
func stem(a *data.Attachment) string {
	return fileSafe(strings.TrimSuffix(a.Name, filepath.Ext(a.Name)))
}

// papers writes the papers that exist of a case. A paper that cannot be made, for want of a
// character, is named and does not stop the export.
func (d *Desk) papers(dir string, c *data.Case, out *Everything) error {
	unprinted := false
	for i, ref := range d.Papers(c) {
		if ref.Code == form.Acceptance && (c.AcceptedOn == 0 || c.Import != (data.Import{})) {
			continue
		}
		doc, err := d.Paper(c, ref)
		if err == nil {
			name := fmt.Sprintf("%02d%s.pdf", i+1, FormTitle(string(ref.Code)))
			err = writeWhole(filepath.Join(dir, name), func(w io.Writer) error { return pdf.Render(w, d.Fonts, doc) })
		}
		var missing *pdf.MissingGlyphs
		switch {
		case errors.As(err, &missing):
			unprinted = true
		case err != nil:
			return err
		}
	}
	if unprinted {
		out.Unprinted = append(out.Unprinted, caseName(c))
	}
	return nil
}

// writeJSON writes a value indented, with every character as it is.
func writeJSON(path string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(v); err != nil {
		return err
	}
	return writeWhole(path, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}
