package view

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
	"woshou/pdf/scan"
)

// ScanFile is one scanned or photographed page, JPEG or PNG, by a name that the user
// knows it by.
type ScanFile struct {
	Name string
	Data []byte
}

// ScanReport is what the check of scanned pages found: of the whole set, and of each scan.
type ScanReport struct {
	// Case is the case that most pages belong to; zero when none could be read.
	Case          data.CaseID
	Number, Title string
	// Paper names the paper that the set is: 人民调解协议书 第2版.
	Paper    string
	Tone     Tone
	Summary  string
	Findings []string
	Sheets   []ScanSheet
}

// ScanSheet is what one scan shows and what is wrong with it.
type ScanSheet struct {
	File string
	// Paper names the page and its printing; empty while it is unknown.
	Paper    string
	Page     int
	Tone     Tone
	Findings []string
	// Comparison is nil where the text was not compared. Its Picture is the page with
	// the differences framed.
	Comparison *scan.Comparison

	code  pdf.Code
	paper *scannedPaper // nil for a page that no record knows
}

// scannedPaper is a paper of the record that a scan's code names.
type scannedPaper struct {
	c     *data.Case
	ref   form.Ref
	title string
	void  bool
	// prints are the paper as it was printed, once for each time; empty where the record
	// changed after the printing.
	prints []*pdf.Document
}

// mostScan is how large a scan's file may be; one that is larger is no picture of a page.
const mostScan = 64 << 20

// ReadScan reads a file to check. The error is *data.Invalid in "scan.file" where there is
// no such file, or what the disk answers.
func ReadScan(path string) (ScanFile, error) {
	out := ScanFile{Name: filepath.Base(path)}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return out, invalid("scan.file", "file.none")
	}
	if info.Size() <= mostScan {
		out.Data, err = os.ReadFile(path)
	}
	return out, err
}

// CheckScan holds scanned pages of a printed paper against the record: whose they are,
// whether one is missing, doubled or of another paper, and whether the text on them is
// the record's. A scan that cannot be read is a finding, not an error; ErrStopped says that
// progress wanted no more.
func (d *Desk) CheckScan(files []ScanFile, progress Progress) (*ScanReport, error) {
	r := &ScanReport{Tone: Good}
	known := map[pdf.Code]*scannedPaper{}
	for i, file := range files {
		if !progress(i, len(files)) {
			return nil, ErrStopped
		}
		sheet, err := d.checkSheet(file, known)
		if err != nil {
			return nil, err
		}
		r.Sheets = append(r.Sheets, *sheet)
	}
	r.set(d.Words)
	return r, nil
}

// checkSheet reads one scan and compares it with the page of the record that it names.
func (d *Desk) checkSheet(file ScanFile, known map[pdf.Code]*scannedPaper) (*ScanSheet, error) {
	sheet := &ScanSheet{File: file.Name, Tone: Good}
	page, err := scan.Open(file.Data)
	switch {
	case errors.Is(err, scan.ErrPicture):
		sheet.say(Bad, d.Words.T("scan.picture"))
		return sheet, nil
	case err != nil:
		sheet.say(Bad, d.Words.T("scan.unread"))
		return sheet, nil
	}
	sheet.code, sheet.Page = page.Code, page.Code.Page
	key := page.Code
	key.Page, key.Pages = 0, 0
	paper, seen := known[key]
	if !seen {
		if paper, err = d.scannedPaper(page.Code); err != nil {
			return nil, err
		}
		known[key] = paper
	}
	if paper == nil {
		sheet.say(Bad, d.unknown(page.Code))
		return sheet, nil
	}
	sheet.paper = paper
	if err := sheet.compare(d, page); err != nil {
		return nil, err
	}
	sheet.Paper = sheet.named(d.Words)
	return sheet, nil
}

func (s *ScanSheet) say(tone Tone, text string) {
	s.Tone = worse(s.Tone, tone)
	s.Findings = append(s.Findings, text)
}

// worse returns the tone that asks for more attention.
func worse(a, b Tone) Tone {
	order := []Tone{Plain, Good, Busy, Warn, Bad}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// named is the page's name: the paper, its version, the page.
func (s *ScanSheet) named(w Words) string {
	if s.Page == 0 {
		return s.paper.title
	}
	return w.T("scan.page", s.paper.title, s.Page)
}

// unknown says why a code is of no paper in the record.
func (d *Desk) unknown(code pdf.Code) string {
	if d.numbered(code.Number) == nil {
		return d.Words.T("scan.unknown", code.Number)
	}
	return d.Words.T("scan.foreign", code.Number)
}

// numbered returns the IDs of the cases that bear a number.
func (d *Desk) numbered(number string) []data.CaseID {
	var out []data.CaseID
	for _, row := range d.Store.Rows() {
		if row.Number == number && !row.Destroyed {
			out = append(out, row.ID)
		}
	}
	return out
}

// scannedPaper looks for the paper that a code names; nil when the record has none.
func (d *Desk) scannedPaper(code pdf.Code) (*scannedPaper, error) {
	for _, id := range d.numbered(code.Number) {
		c, err := d.Store.Case(id)
		if err != nil {
			return nil, err
		}
		for i := range slices.Backward(c.Agreements) { // the newest first: a text may be fixed twice
			a := &c.Agreements[i]
			if a.PrintHash == code.Digest && code.Version == max(1, a.Version) && (code.Form == "" || code.Form == form.Agreement) {
				return d.printsOf(c, form.Ref{Code: form.Agreement, Element: a.ID}, code.Digest)
			}
		}
		for _, p := range slices.Backward(c.Papers) {
			ref := form.Ref{Code: form.Code(p.Form), Element: p.Element}
			if p.Hash == code.Digest && code.Version == 1 && ref.Code != form.Agreement && (code.Form == "" || code.Form == ref.Code) {
				return d.printsOf(c, ref, code.Digest)
			}
		}
	}
	return nil, nil
}

// printsOf lays a paper out once for each time that it was printed.
func (d *Desk) printsOf(c *data.Case, ref form.Ref, digest string) (*scannedPaper, error) {
	out := &scannedPaper{c: c, ref: ref, title: FormTitle(string(ref.Code))}
	if a := c.Agreement(ref.Element); a != nil && ref.Code == form.Agreement {
		out.void = a.VoidOn != 0
		out.title = d.Words.T("scan.version", out.title, a.Version)
	}
	f, s, err := d.alone(c, ref)
	if errors.Is(err, data.ErrNotFound) { // of an element that was taken out since
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	text := s // what was printed by a program of before: its digest is of the text alone
	text.Images = nil
	if form.Digest(f, s) != digest && form.Digest(f, text) != digest {
		return out, nil
	}
	p := pdf.LastPrint(ref, f, s)
	p.Digest = digest
	for n := range max(1, p.Number) {
		one := p
		one.Number = n + 1
		doc, err := pdf.Paper(d.Fonts, ref.Code, s, one)
		if err != nil {
			return nil, err
		}
		out.prints = append(out.prints, doc)
	}
	return out, nil
}

// compare holds the scan against the page of the record, or, where the code does not
// say which page it is, against each.
func (s *ScanSheet) compare(d *Desk, page *scan.Page) error {
	prints := s.paper.prints
	if len(prints) == 0 {
		s.say(Warn, d.Words.T("scan.changed"))
		return nil
	}
	first, last := s.Page, s.Page
	if s.Page == 0 {
		first, last = 1, prints[0].Pages
	}
	if last > prints[0].Pages || s.code.Pages != 0 && s.code.Pages != prints[0].Pages {
		s.say(Bad, d.Words.T("scan.pages", s.code.Pages, prints[0].Pages))
		return nil
	}
	for n := first; n <= last; n++ {
		c, err := page.Compare(d.Fonts, n, prints...)
		if errors.Is(err, scan.ErrNoFit) {
			continue
		}
		if err != nil {
			return err
		}
		if s.Comparison == nil || len(c.Differences) < len(s.Comparison.Differences) {
			s.Comparison, s.Page = c, n
		}
	}
	if s.Comparison == nil {
		s.say(Bad, d.Words.T("scan.unfit"))
		return nil
	}
	differences := s.Comparison.Differences
	if len(differences) > maxTold {
		s.say(Bad, d.Words.T("scan.many", len(differences), maxTold))
		differences = differences[:maxTold]
	}
	for _, diff := range differences {
		s.say(Bad, differenceWords(d.Words, diff))
	}
	return nil
}

// maxTold is how many differences of a page are put in words; the picture frames all.
const maxTold = 8

// differenceWords says where a scan differs and what the record has there.
func differenceWords(w Words, diff scan.Difference) string {
	at := int(diff.At.Y + diff.At.H/2 + 0.5)
	text := strings.TrimSpace(diff.Printed)
	switch {
	case diff.Kind == scan.Added:
		return w.T("scan.added", at, text)
	case diff.Kind == scan.Missing:
		return w.T("scan.missing", at, text)
	}
	return w.T("scan.altered", at, text)
}
