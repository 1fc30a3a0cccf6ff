package app

import (
	"fmt"
	"os"
	"path/filepath"

	"woshou/app/widget"
	"woshou/data/sheet"
)

// exportButton writes a table as a spreadsheet into a folder that the user picks.
func (a *App) exportButton(table func() sheet.Sheet) *widget.Button {
	return widget.NewButton(a.T("sheet.export"), func() {
		t := table()
		base := t.Title + " " + a.today().String()
		a.askFolder(a.T("sheet.export"), func(dir string) (string, error) {
			return numbered(filepath.Join(dir, base), ".xlsx", func(path string) error { return writeSheet(path, t) })
		}, func(path string) {
			widget.Message(a.window.Canvas(), a.T("sheet.done"), a.T("sheet.done_text", path), nil)
		})
	})
}

// writeSheet writes a table into a new file; fs.ErrExist when there is one.
func writeSheet(path string, t sheet.Sheet) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("export a table: %w", err)
	}
	err = sheet.Write(f, sheet.Book{Sheets: []sheet.Sheet{t}})
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(path) // half a table is worse than none
		return fmt.Errorf("export a table: %w", err)
	}
	return nil
}
