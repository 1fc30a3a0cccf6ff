package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"woshou/app/widget"
)

// savePaper keeps a paper as a PDF in the folder of papers and tells where.
func (a *App) savePaper(name string, pdf []byte) {
	a.keep(name, pdf, func(path string) {
		widget.Message(a.window.Canvas(), a.T("paper.saved"), a.T("paper.saved_text", path), nil)
	})
}

// keep writes a paper in the background and then calls next with its path.
func (a *App) keep(name string, pdf []byte, next func(path string)) {
	folder := a.Paths.Papers()
	background(func() (string, error) { return writePaper(folder, name, pdf) }, func(path string, err error) {
		if err != nil {
			a.fail(err)
			return
		}
		next(path)
	})
}

// writePaper writes a new file that only this user may read and never replaces one.
func writePaper(folder, name string, pdf []byte) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of papers: %w", err)
	}
	return writeNumbered(folder, name, pdf)
}

// writeNumbered writes a new file into a folder under the first free name.
func writeNumbered(folder, name string, content []byte) (string, error) {
	ext := filepath.Ext(name)
	return numbered(filepath.Join(folder, strings.TrimSuffix(name, ext)), ext, func(path string) error {
		return writeNew(path, content)
	})
}

// writeNew writes a file that is not there yet, durably; half of it is none.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write a paper: %w", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("write a paper: %w", err)
	}
	return nil
}

// notPrinted says that no paper came out, why, and where the PDF is instead.
func (a *App) notPrinted(why, path string) {
	widget.Message(a.window.Canvas(), a.T("paper.not_printed"), a.T(why)+"\n\n"+a.T("paper.saved_text", path), nil)
}
