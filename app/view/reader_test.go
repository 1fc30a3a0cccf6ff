package view

import (
	"os"
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/data/sheet"
)

// A reader can do nothing to the committee's record, and takes nothing out of the program.
func TestReader_ChangesNothingOfTheRoom(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	l, err := ReadLedger(ledgerFile(t, oldLedger))
	if err != nil {
		t.Fatal(err)
	}
	in := NewImport(l.Name, l.Tables[0])
	in.OtherType, in.Unsaid = true, data.OutcomeFailed
	rows := preview(t, d, in)
	withReader(t, d)
	if err := d.Store.SwitchUser(readerPassword); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	before := d.Store.Committee()
	for name, act := range map[string]func() error{
		"import":          func() error { _, err := d.Import(rows, goOn); return err },
		"export a ledger": func() error { _, err := d.ExportLedger(file("a.xlsx"), LedgerExport{}, goOn); return err },
		"export a table":  func() error { return d.ExportTable(file("b.xlsx"), ExportSubsidy, sheet.Sheet{Name: "x"}) },
		"export all":      func() error { _, err := d.ExportEverything(dir, readerPassword, goOn); return err },
		"pack a case":     func() error { return d.PackCase(c, file("c"), phrase) },
		"a list's row": func() error {
			return d.SetListRow(data.ListRow{List: data.ListDisputeTypes, Row: data.Row{Code: "18a", Name: "水库移民纠纷"}})
		},
		"subsidy terms":    func() error { return d.SetSubsidyTerms(50, 0, true) },
		"keeping":          func() error { return d.SetKeeping(data.Keeping{Short: 1, Long: 2}) },
		"a gap":            func() error { return d.SetGap(2026, 2, "作废") },
		"a mediator":       func() error { _, err := d.SetMediator(data.Mediator{Name: "徐䶮"}); return err },
		"the committee":    func() error { in := *before; in.Phone = "660999"; return d.SetCommittee(in) },
		"a new case":       func() error { _, err := d.Intake(goodIntake(d)); return err },
		"a void case":      func() error { _, err := d.VoidCase(c, VoidForm{Reason: "x"}); return err },
		"a packed case":    func() error { return d.Store.SaveCommittee(string(ActReceived), &data.Committee{Name: "x"}) },
		"his own rights":   func() error { return d.SetAccess("dongli1", data.Manages) },
		"another's access": func() error { return d.GivePassword("dongli1", "口令一二三四五", "口令一二三四五") },
	} {
		if err := act(); err == nil {
			t.Errorf("%s: done", name)
		}
	}
	if diff := data.Diff(before, d.Store.Committee()); len(diff) != 0 {
		t.Errorf("the committee's record has changed: %+v", diff)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("written: %v, %v", left, err)
	}
}
