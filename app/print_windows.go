package app

import (
	"fmt"
	"os/exec"
)

// printPaper keeps the paper as a PDF and opens it with the system's viewer, from
// which it is printed.
func (a *App) printPaper(name string, pdf []byte) {
	a.keep(name, pdf, func(path string) {
		background(func() (struct{}, error) { return struct{}{}, openFile(path) }, func(_ struct{}, err error) {
			if err != nil {
				a.notPrinted("paper.no_printer", path)
			}
		})
	})
}

// printSecret does not print: the viewer needs a file, and this must not stay on the
// computer.
func (a *App) printSecret(_ string, _ []byte, failed func(why string)) { failed("paper.no_way") }

// openFile hands a file to the program that the system opens it with. The path is an
// argument of its own and never part of a command line that a shell reads.
func openFile(path string) error {
	if err := exec.Command("rundll32", "url.dll,FileProtocolHandler", path).Run(); err != nil {
		return fmt.Errorf("open a paper: %w", err)
	}
	return nil
}
