package windowtest

import (
	"os"
	"path/filepath"
	"strings"
)

// profile makes fcitx5 start with an English keyboard and pinyin.
const profile = `[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
`

// startInputMethod starts fcitx5, which knows these phrases, without the parts that ask the network or the desktop.
func (d *Display) startInputMethod(phrases []string) {
	d.tb.Helper()
	d.teach(phrases)
	folder := filepath.Join(d.dir, "config", "fcitx5")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		d.tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "profile"), []byte(profile), 0o600); err != nil {
		d.tb.Fatal(err)
	}
	d.start("fcitx5", "--disable=cloudpinyin,wayland,kimpanel,notificationitem,notifications")
	d.WaitFor("the input method", func() bool {
		return strings.Contains(d.try("xprop", "-root", "XIM_SERVERS"), "fcitx")
	})
}

// Pinyin turns Chinese input on for the window that has the focus.
func (d *Display) Pinyin() {
	d.tb.Helper()
	d.WaitFor("pinyin", func() bool {
		d.try("fcitx5-remote", "-s", "pinyin")
		return strings.TrimSpace(d.try("fcitx5-remote", "-n")) == "pinyin"
	})
}

// Candidates waits for the box in which the input method shows what it is composing.
func (d *Display) Candidates() Window {
	d.tb.Helper()
	var found []Window
	d.WaitFor("the box with the candidates", func() bool {
		found = d.Windows("--class", "fcitx")
		return len(found) == 1
	})
	return found[0]
}

// NoCandidates waits until that box is gone.
func (d *Display) NoCandidates() {
	d.tb.Helper()
	d.WaitFor("the box with the candidates to close", func() bool {
		return len(d.Windows("--class", "fcitx")) == 0
	})
}
