package app

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data/store"
)

// linkTab is how the line to the township is used for photos and scans and through which
// proxy it goes, and the exchange by stick where there is no line.
func (s *settingsScreen) linkTab() []fyne.CanvasObject {
	a := s.app
	out := []fyne.CanvasObject{
		s.section("files.title", "", nil), s.filesForm(), s.section("proxy.title", "", nil), s.proxyForm(), s.section("stick.town", "", nil),
	}
	out = append(out, a.bySticks()...)
	return append(out, s.section("stick.peer", "", nil),
		explained(a.T("stick.write_peer_text"), widget.NewButton(a.T("stick.write_peer"), a.writePeer)),
		explained(a.T("stick.take_peer_text"), widget.NewButton(a.T("stick.take_peer"), a.takePeer)))
}

// filesForm asks when photos and scans travel by themselves.
func (s *settingsScreen) filesForm() fyne.CanvasObject {
	a := s.app
	v := a.desk.Files()
	f := a.newForm()
	var options []widget.Option
	for _, m := range view.FileModes {
		options = append(options, widget.Option{Key: string(m), Label: a.T("files.mode." + modeWord(m))})
	}
	mode, daily := f.choice("files.mode", string(v.Mode), options), f.text("files.daily", v.Daily)
	save := widget.NewButton(a.T("files.save"), func() {
		if err := a.desk.SetFiles(store.FileMode(mode()), daily()); err != nil {
			f.fail(err)
			return
		}
		a.toasts.Show(widget.Good, a.T("files.saved"))
		a.refresh()
	})
	column := container.NewVBox(line(a.T("files.text")), f.grid)
	column.Add(line(a.T("files.used", v.Used)))
	column.Add(container.NewHBox(save))
	return panel(column)
}

// proxyForm asks for the proxy of networks that have one.
func (s *settingsScreen) proxyForm() fyne.CanvasObject {
	a := s.app
	f := a.newForm()
	proxy := f.text("proxy", a.desk.Store.Link().Proxy)
	save := widget.NewButton(a.T("proxy.save"), func() {
		if err := a.desk.SetProxy(proxy()); err != nil {
			f.fail(err)
			return
		}
		a.toasts.Show(widget.Good, a.T("files.saved"))
		a.refresh()
	})
	return panel(container.NewVBox(f.grid, container.NewHBox(save)))
}

// modeWord names a mode in keys of texts.
func modeWord(m store.FileMode) string {
	if m == store.FilesAlways {
		return "always"
	}
	return string(m)
}

// askStick asks for a folder, and whether photos and scans go along, and writes the file.
func (a *App) askStick(title, name, ending string, write func(path string, files bool) (string, error)) {
	f := a.newForm()
	dir := a.folderFields(f)
	files := f.tick("stick.files", true)
	a.writeNamed(f, dir, stickFile{title, name, ending}, func(path string) (string, error) { return write(path, files()) })
}

// stickFile is what a dialog that writes a file is called, and the file.
type stickFile struct{ title, name, ending string }

// writeNamed writes a file into the folder that the form asks for, under a name that is free
// there, and says what is in it and where it is.
func (a *App) writeNamed(f *form, dir func() string, file stickFile, write func(path string) (string, error)) {
	said := ""
	a.askFolderWith(f, dir, file.title, func(to string) (string, error) {
		return numbered(filepath.Join(to, file.name), file.ending, func(path string) (err error) {
			said, err = write(path)
			return err
		})
	}, func(path string) {
		widget.Message(a.window.Canvas(), file.title, said+"\n"+a.T("stick.where", path), nil)
	})
}

func (a *App) writeStick() {
	ctx := a.work.ctx
	a.askStick(a.T("stick.write"), a.T("stick.up_name", a.desk.Today().String()), view.StickUpExtension,
		func(path string, files bool) (string, error) { return a.desk.WriteStick(ctx, path, files) })
}

func (a *App) writePeer() {
	a.askStick(a.T("stick.write_peer"), a.T("stick.peer_name", a.desk.Today().String()), view.StickPeerExtension, a.desk.WritePeer)
}

// writeEnrolStick asks for the code that the township made for a stick, and writes the file.
func (a *App) writeEnrolStick() {
	f := a.newForm()
	code := f.text("stick.code*", "")
	dir := a.folderFields(f)
	a.writeNamed(f, dir, stickFile{a.T("stick.enrol"), a.T("stick.enrol_name"), view.StickUpExtension},
		func(path string) (string, error) { return a.desk.WriteEnrolStick(path, code()) })
}

// askTake asks for a file of a kind and takes it in.
func (a *App) askTake(title, ending string, take func(ctx context.Context, path string) (string, error)) {
	f := a.newForm()
	path := a.fileField(f, "stick.file*", ending)
	askWork(f, title, a.T("stick.start"), func() func() (string, error) {
		from, ctx := path(), a.work.ctx
		return func() (string, error) { return take(ctx, from) }
	}, func(said string) { widget.Message(a.window.Canvas(), title, said, nil) })
}

// askWork shows a form whose button starts slow work, which read takes from its fields. The
// dialog stays until the work is done.
func askWork[T any](f *form, title, button string, read func() func() (T, error), then func(T)) {
	var d *widget.Dialog
	busy := false
	start := func() bool {
		if busy {
			return false
		}
		busy = true
		f.show(nil)
		background(read(), func(got T, err error) {
			busy = false
			if err != nil {
				f.fail(err)
				return
			}
			d.Close()
			f.app.refresh()
			then(got)
		})
		return false
	}
	d = f.dialog(title, widget.Choice{Text: button, Action: start})
}

func (a *App) takeStick() { a.askTake(a.T("stick.take"), view.StickDownExtension, a.desk.TakeStick) }
func (a *App) takePeer() {
	a.askTake(a.T("stick.take_peer"), view.StickPeerExtension, a.desk.TakePeer)
}
