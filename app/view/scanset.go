package view

import (
	"maps"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/form"
)

// paperKey tells one paper of one case from others.
type paperKey struct {
	c   data.CaseID
	ref form.Ref
}

func (p *scannedPaper) key() paperKey { return paperKey{p.c.ID, p.ref} }

// set finds what is wrong with the scans as a set: the paper that most of them belong to
// is the one that is checked.
func (r *ScanReport) set(w Words) {
	main := r.most()
	if main != nil {
		r.Case, r.Number, r.Title, r.Paper = main.c.ID, main.c.Number, main.c.Title(), main.title
		if main.void {
			r.say(w.T("scan.void"))
		}
		for i := range r.Sheets {
			if s := &r.Sheets[i]; s.paper != nil && s.paper.key() != main.key() {
				s.stray(w, main)
			}
		}
		r.count(w, main)
	}
	for i := range r.Sheets {
		s := &r.Sheets[i]
		if len(s.Findings) == 0 {
			s.Findings = []string{w.T("scan.same")}
		}
		r.Tone = worse(r.Tone, s.Tone)
	}
	switch {
	case len(r.Sheets) == 0:
		r.Tone, r.Summary = Plain, w.T("scan.none")
	case r.Tone == Good:
		r.Summary = w.T("scan.good", len(r.Sheets))
	default:
		r.Summary = w.T("scan.bad")
	}
}

func (r *ScanReport) say(text string) {
	r.Tone = Bad
	r.Findings = append(r.Findings, text)
}

// most returns the paper that most scans are of, of equals one that is not void; nil
// without any.
func (r *ScanReport) most() *scannedPaper {
	count := map[paperKey]int{}
	var best *scannedPaper
	for i := range r.Sheets {
		if p := r.Sheets[i].paper; p != nil {
			count[p.key()]++
		}
	}
	for i := range r.Sheets {
		p := r.Sheets[i].paper
		switch {
		case p == nil:
		case best == nil, count[p.key()] > count[best.key()], count[p.key()] == count[best.key()] && best.void && !p.void:
			best = p
		}
	}
	return best
}

// stray says of a page of another paper what it is.
func (s *ScanSheet) stray(w Words, main *scannedPaper) {
	switch {
	case s.paper.c.ID != main.c.ID:
		s.say(Bad, w.T("scan.other_case", s.paper.c.Title(), s.paper.c.Number))
	case s.paper.ref.Code == main.ref.Code:
		s.say(Bad, w.T("scan.other_version", s.paper.title, main.title))
	default:
		s.say(Bad, w.T("scan.other_paper", s.paper.title))
	}
}

// count finds pages of the set's paper that are missing, doubled or of different printings.
func (r *ScanReport) count(w Words, main *scannedPaper) {
	pages := 0
	files := map[int][]string{}
	printings := map[int]bool{}
	for i := range r.Sheets {
		s := &r.Sheets[i]
		if s.paper == nil || s.paper.key() != main.key() {
			continue
		}
		pages = max(pages, s.code.Pages)
		if len(s.paper.prints) > 0 {
			pages = s.paper.prints[0].Pages
		}
		if s.Page > 0 {
			files[s.Page] = append(files[s.Page], s.File)
		}
		if s.Comparison != nil {
			printings[s.Comparison.Print] = true
		}
	}
	for page := 1; page <= pages; page++ {
		if len(files[page]) == 0 {
			r.say(w.T("scan.lost_page", page, pages))
		}
	}
	for _, page := range slices.Sorted(maps.Keys(files)) {
		if list := files[page]; len(list) > 1 {
			r.say(w.T("scan.double_page", page, strings.Join(list, "、")))
		}
	}
	if len(printings) > 1 {
		r.say(w.T("scan.mixed"))
	}
}
