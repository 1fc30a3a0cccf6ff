package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woshou/app/view"
	"woshou/data"
	"woshou/data/form"
	"woshou/data/store"
	"woshou/pdf"
	"woshou/sync/engine"
	"woshou/sync/township"
)

// village is one sample village at its desk.
type village struct {
	of   *view.Village
	desk *view.Desk
}

// open sets the village up, as the first run of the program does.
func open(dir string, of *view.Village, fonts *pdf.Fonts) (*village, error) {
	words, err := view.NewWords("zh")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	set := view.SetupForm{Committee: *of.Committee, Password: "示例密码123", Repeat: "示例密码123"}
	st, _, err := set.Create(filepath.Join(dir, "record.db"), store.Options{})
	if err != nil {
		return nil, err
	}
	return &village{of, &view.Desk{Store: st, Fonts: fonts, Words: words, Now: time.Now}}, nil
}

// live enrols the village and takes its cases through their lives.
func (v *village) live(server *township.Server, address, out string) error {
	committee := v.desk.Store.Committee()
	code, err := server.NewCode(committee.Village, committee.Area)
	if err != nil {
		return err
	}
	if err := engine.Enrol(context.Background(), v.desk.Store, address, code); err != nil {
		return err
	}
	v.desk.Engine = engine.New(v.desk.Store, nil, engine.Options{})
	for _, sample := range v.of.Samples {
		c, err := view.Play(v.desk, sample)
		if err != nil {
			return fmt.Errorf("sample %s: %w", sample.Name, err)
		}
		fmt.Printf("%s  %-10s %s　%s\n", committee.Village, v.desk.Words.T("status."+string(c.Status)), c.Number, c.Title())
		if err := v.print(c, sample, out); err != nil {
			return fmt.Errorf("print sample %s: %w", sample.Name, err)
		}
	}
	return nil
}

// print saves the case's papers as they were printed in its life.
func (v *village) print(c *data.Case, sample view.Sample, out string) error {
	if c.AcceptedOn != 0 {
		if err := v.paper(c, form.Acceptance, "", filepath.Join(out, sample.Name+"-acceptance.pdf")); err != nil {
			return err
		}
	}
	for _, a := range c.Agreements {
		if a.Form != data.Written {
			continue
		}
		name := fmt.Sprintf("%s-agreement-%d.pdf", sample.Name, max(1, a.Version))
		if err := v.paper(c, form.Agreement, a.ID, filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

func (v *village) paper(c *data.Case, code form.Code, agreement data.ElementID, path string) error {
	doc, err := v.desk.Paper(c, form.Ref{Code: code, Element: agreement})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pdf.Render(&b, v.desk.Fonts, doc); err != nil {
		return err
	}
	fmt.Printf("    %s (%d)\n", path, doc.Pages)
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// compare prints the totals of each village as it counts itself and as the township
// counts it, with the digests of both, and of the township as a whole.
func compare(server *township.Server, villages []*village) error {
	theirs, all, err := server.Totals(data.Period{}, data.FigureConcluded)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s\n", line("", data.Totals{}, true))
	same, cases := true, 0
	for i, v := range villages {
		rows := v.desk.Store.FactRows()
		own := data.TotalsOf(v.desk.Store.Facts(), data.Period{}, data.FigureConcluded)
		name := v.of.Committee.Village
		here, there := line(name, own, false), line(name, theirs[i].Totals, false)
		digest := data.TotalsCheck(rows)
		fmt.Printf("%s  村   %s\n%s  镇   %s\n", here, digest.String()[:16], there, theirs[i].Digest.String()[:16])
		same = same && here == there && digest == theirs[i].Digest && len(rows) == theirs[i].Cases
		cases += len(rows)
	}
	digest, count, err := server.Digest()
	if err != nil {
		return err
	}
	fmt.Printf("%s  合计 %s\n", line(villages[0].of.Committee.Town, all, false), digest.String()[:16])
	if !same || count != cases {
		return errDiffer
	}
	fmt.Println("村、镇两级数字一致。The totals are equal.")
	return nil
}

// line is one row of the table of totals, or its head.
func line(name string, t data.Totals, head bool) string {
	out := pad(name, 8)
	for _, f := range data.Figures {
		cell := f.Name
		if !head {
			cell = fmt.Sprint(t.Figures[data.Figure(f.Code)].Cases)
		}
		out += pad(cell, 2*len([]rune(f.Name))+2)
	}
	amount := "金额（元）"
	if !head {
		amount = t.Figures[data.FigureConcluded].Amount.Grouped()
	}
	return out + pad(amount, 14)
}

// pad fills a cell to a width in half-width columns; a Han character takes two.
func pad(s string, width int) string {
	w := 0
	for _, r := range s {
		w++
		if r > 0x2e80 {
			w++
		}
	}
	return s + strings.Repeat(" ", max(1, width-w))
}
