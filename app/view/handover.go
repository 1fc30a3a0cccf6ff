package view

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/sheet"
)

// HandOverView is the list of the files that pass to a new head (档案移交清单).
type HandOverView struct {
	Years []HandOverYear
	Open  []HandOverFile
	Files string
	// Missing are the numbers without a dossier; those without a reason come first.
	Missing []MissingRow
	// Unexplained counts the missing numbers that nobody has given a reason for.
	Unexplained int
	Past        []Card
	// From is the head on the day, who would hand over.
	From string
}

// HandOverYear is one year's files.
type HandOverYear struct{ Year, First, Last, Files, Archived, Open, Missing string }

// HandOverFile is one case that is still at work.
type HandOverFile struct {
	Case                  data.CaseID
	Number, Title, Status string
}

// MissingRow is a number without a dossier.
type MissingRow struct {
	data.MissingFile
	Why string
}

// HandOverView prepares the list.
func (d *Desk) HandOverView() *HandOverView {
	w, c := d.Words, d.Store.Committee()
	list := d.handOver(c)
	v := &HandOverView{Files: w.T("handover.files", list.Files)}
	if h := c.Head(d.Today()); h != nil {
		v.From = h.Name
	}
	for _, y := range list.Years {
		v.Years = append(v.Years, HandOverYear{
			strconv.Itoa(y.Year), y.First, y.Last, strconv.Itoa(y.Files), strconv.Itoa(y.Archived), strconv.Itoa(y.Open), strconv.Itoa(len(y.Missing)),
		})
		for _, m := range y.Missing {
			v.Missing = append(v.Missing, MissingRow{m, missingText(w, m)})
			if !m.Explained() {
				v.Unexplained++
			}
		}
	}
	for _, r := range list.Open {
		v.Open = append(v.Open, HandOverFile{r.Case, r.Number, r.Title, w.T("status." + string(r.Status))})
	}
	for _, h := range newestFirst(c.Successions, func(h *data.Succession) data.Day { return h.On }) {
		v.Past = append(v.Past, succession(w, &h))
	}
	return v
}

func (d *Desk) handOver(c *data.Committee) *data.HandOverList {
	var rows []data.FileRow
	d.Store.Cases(func(k *data.Case) bool {
		rows = append(rows, data.FileRowOf(k))
		return true
	})
	return data.HandOverOf(c, rows)
}

func missingText(w Words, m data.MissingFile) string {
	switch {
	case m.Void:
		return w.T("handover.void", m.Reason)
	case m.DestroyedOn != 0:
		return w.T("handover.destroyed", m.DestroyedOn.Chinese())
	case m.Reason == "" && m.Reserved:
		return w.T("handover.reserved")
	case m.Reason == "":
		return w.T("handover.unexplained")
	}
	return m.Reason
}

func succession(w Words, h *data.Succession) Card {
	k := cards{w: w}
	return Card{ID: h.ID, Title: h.On.Chinese() + " " + w.T("handover.who", h.From, h.To), Rows: pairs(
		k.label("handover.witness", h.Witness), k.label("handover.carrier", h.Carrier), k.label("handover.file", h.File),
		k.label("handover.digest", grouped(h.Digest)), k.label("handover.note", h.Note),
	)}
}

// grouped sets a long code in groups of eight, to be compared by eye.
func grouped(code string) string {
	var out []string
	for len(code) > 8 {
		out, code = append(out, code[:8]), code[8:]
	}
	return strings.Join(append(out, code), " ")
}

// SetGap gives the reason why a number has no dossier.
func (d *Desk) SetGap(year, seq int, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := filled("gap.reason", reason); err != nil {
		return err
	}
	return d.committee("gap", func(c *data.Committee) {
		same := func(g *data.NumberGap) bool { return g.Year == year && g.Seq == seq }
		id := data.NewElementID()
		for i := range c.Gaps {
			if same(&c.Gaps[i]) {
				id = c.Gaps[i].ID
			}
		}
		c.Gaps = put(c.Gaps, data.NumberGap{ID: id, Year: year, Seq: seq, Reason: reason}, same)
	})
}

// SetSuccession records that the files were handed over. Every missing number must
// have its reason first.
func (d *Desk) SetSuccession(h data.Succession) error {
	h.From, h.To, h.Witness = data.NormalizeName(h.From), data.NormalizeName(h.To), data.NormalizeName(h.Witness)
	if err := first(h.Check(), d.happened("handover.on", h.On, 0)); err != nil {
		return err
	}
	if d.HandOverView().Unexplained > 0 {
		return invalid("handover.note", "handover.gaps")
	}
	return d.committee("hand_over", func(c *data.Committee) {
		if h.ID == "" {
			h.ID = data.NewElementID()
		}
		c.Successions = put(c.Successions, h, func(o *data.Succession) bool { return o.ID == h.ID })
	})
}

// HandOverCopy makes an electronic copy of the whole record in a folder, with the attachments
// beside it, proves that it opens, and returns its name and check value (SHA-256, in hexadecimal).
func (d *Desk) HandOverCopy(folder string) (name, digest string, err error) {
	name = fmt.Sprintf("woshou-%s.db", d.Now().Format("20060102-150405"))
	path := filepath.Join(folder, name)
	keep := d.Backups
	if keep == nil {
		keep = backup.New(d.Store.Path(), backup.Options{Now: d.Now})
	}
	if err := keep.Copy(context.Background(), d.Store, path); err != nil {
		return "", "", fmt.Errorf("copy for the hand-over: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", "", fmt.Errorf("copy for the hand-over: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", "", fmt.Errorf("copy for the hand-over: %w", err)
	}
	return name, hex.EncodeToString(h.Sum(nil)), nil
}

// HandOverSheet is the list for a spreadsheet, with room for the three hands.
func (d *Desk) HandOverSheet() sheet.Sheet {
	w, v := d.Words, d.HandOverView()
	s := sheet.Sheet{
		Name: w.T("handover.sheet"), Title: w.T("handover.title"), Subtitle: d.Store.Committee().Name + "　" + d.Today().Chinese(),
		Columns: []sheet.Column{
			{Head: w.T("handover.year"), Width: 6}, {Head: w.T("handover.first"), Width: 16}, {Head: w.T("handover.last"), Width: 16},
			{Head: w.T("handover.count"), Width: 6}, {Head: w.T("handover.archived"), Width: 6}, {Head: w.T("handover.open"), Width: 6}, {Head: w.T("handover.missing"), Width: 6},
		},
	}
	for _, y := range v.Years {
		row := []sheet.Cell{sheet.Text(y.Year), sheet.Text(y.First), sheet.Text(y.Last)}
		for _, n := range []string{y.Files, y.Archived, y.Open, y.Missing} {
			count, _ := strconv.Atoi(n) // made from a number
			row = append(row, sheet.Whole(count))
		}
		s.Rows = append(s.Rows, row)
	}
	s.Foot = append(s.Foot, v.Files)
	for _, m := range v.Missing {
		s.Foot = append(s.Foot, w.T("handover.missing_line", m.Number, m.Why))
	}
	for _, o := range v.Open {
		s.Foot = append(s.Foot, w.T("handover.open_line", o.Number, o.Title, o.Status))
	}
	if len(v.Past) > 0 {
		last := v.Past[0]
		s.Foot = append(s.Foot, last.Title)
		for _, r := range last.Rows {
			s.Foot = append(s.Foot, r.Label+"："+r.Value)
		}
	}
	s.Foot = append(s.Foot, w.T("handover.sign"))
	return s
}
