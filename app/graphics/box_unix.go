//go:build !windows

package graphics

import "os/exec"

// box shows the text with the first program found that can, and waits until it is read. Where there is none, the
// printed text has to do.
func box(title, text string) {
	for _, args := range [][]string{
		{"zenity", "--error", "--title=" + title, "--no-markup", "--text=" + text},
		{"kdialog", "--title", title, "--error", text},
		{"xmessage", "-center", "-title", title, text},
	} {
		if path, err := exec.LookPath(args[0]); err == nil {
			_ = exec.Command(path, args[1:]...).Run() // shown or not, the text was printed
			return
		}
	}
}
