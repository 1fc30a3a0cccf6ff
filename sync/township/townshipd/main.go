// Townshipd is the server of a township: villages send it their events, the
// office reads its totals in a browser. It needs no other program and no display.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"woshou/data"
	"woshou/sync/township"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "townshipd:", explain(err))
		}
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	dir, listen, name   string
	files, detail       bool
	restored, forgotten bool
	// stick is a file to take in.
	stick string
	quota int64
}

func parse(args []string, out io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("townshipd", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&o.dir, "dir", defaultDir(), "folder that holds everything the server keeps")
	flags.StringVar(&o.listen, "listen", ":8443", "address to listen at")
	flags.StringVar(&o.name, "name", "镇街", "name of the township, as pages and computers show it")
	flags.BoolVar(&o.files, "files", false, "say where the files are and stop")
	flags.BoolVar(&o.restored, "restored", false, "the folder came back from a backup: begin a new server epoch")
	flags.BoolVar(&o.forgotten, "new-password", false, "the administrator's password is forgotten: write a one-time one")
	flags.Int64Var(&o.quota, "files-quota", township.DefaultFileQuota>>20, "how many MB of attachments a village may have here")
	flags.BoolVar(&o.detail, "detail", false, "log every request")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() == 2 && flags.Arg(0) == "usb" {
		o.stick = flags.Arg(1)
		return o, nil
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("what is %q? See townshipd --help", flags.Arg(0))
	}
	return o, nil
}

func defaultDir() string {
	base, err := os.UserConfigDir()
	if err != nil {
		base = "."
	}
	return filepath.Join(base, "woshou-township")
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out, logs io.Writer) error {
	o, err := parse(args, logs)
	if err != nil {
		return err
	}
	if o.files {
		fmt.Fprintln(out, "数据文件夹 data folder:", o.dir)
		return nil
	}
	level := slog.LevelInfo
	if o.detail {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: level}))
	server, err := township.New(township.Config{Dir: o.dir, Name: o.name, Log: log, FileQuota: o.quota << 20})
	if err != nil {
		return err
	}
	if o.stick != "" {
		err = usb(ctx, server, o.stick, out)
	} else {
		err = serve(ctx, server, o, out)
	}
	return errors.Join(err, server.Close())
}

func serve(ctx context.Context, server *township.Server, o options, out io.Writer) error {
	if o.restored {
		if err := server.Restored(ctx); err != nil {
			return err
		}
	}
	if o.forgotten {
		if err := server.NewPassword(ctx); err != nil {
			return err
		}
	}
	addr, err := server.Start(o.listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s 已启动 listening at https://%s\n", o.name, addr)
	fmt.Fprintf(out, "证书指纹 fingerprint of the certificate authority: %s\n", server.Pin())
	fmt.Fprintln(out, "数据文件夹 data folder:", o.dir)
	if path, exists := server.PasswordFile(); exists {
		fmt.Fprintln(out, "一次性密码在 one-time password is in:", path)
	}
	<-ctx.Done()
	return nil
}

// explain puts an error into words for the person who starts the server.
func explain(err error) string {
	switch {
	case errors.Is(err, data.ErrLocked):
		return "数据文件夹正被另一个程序使用，请先停止它。 (" + err.Error() + ")"
	case errors.Is(err, data.ErrNewer):
		return "数据由更新的版本写成，请更新本程序。 (" + err.Error() + ")"
	case errors.Is(err, data.ErrDamaged):
		return "数据文件已损坏，请用备份恢复。 (" + err.Error() + ")"
	}
	return err.Error()
}
