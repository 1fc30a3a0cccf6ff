package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"woshou/data"
	"woshou/sync/township"
)

// call is one command with its flags and arguments.
type call struct {
	out, logs io.Writer
	args      []string

	dir, store, name, backups string
	listen, metrics, log      string
	files, detail, repair     bool
	restored, forgotten       bool
	quota                     int64

	// started tells the system that the server serves; nil when a person started it.
	started func() error
}

// usualName is what the township is called until somebody says it.
const usualName = "镇街"

// environment is what comes before a flag's name, in capitals, in its variable.
const environment = "WOSHOU_"

// once are the flags that are meant for one run: the environment of a service must not
// bring them back at each start.
var once = []string{"files", "restored", "new-password", "repair"}

// flagSet is the flags of a command.
func (c *call) flagSet(do command) *flag.FlagSet {
	flags := flag.NewFlagSet("townshipd", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is said by parse
	flags.StringVar(&c.dir, "dir", defaultDir(), "数据文件夹：服务器的一切都在这里")
	flags.StringVar(&c.store, "store", "", "数据库，如 postgres://用户@主机/库；不写就用数据文件夹里的文件")
	flags.StringVar(&c.name, "name", usualName, "镇街名称，显示在网页和村里的程序上")
	flags.Int64Var(&c.quota, "files-quota", township.DefaultFileQuota>>20, "每个村的附件最多多少MB")
	flags.StringVar(&c.backups, "backups", "", "每日备份的文件夹，最好在另一块硬盘；不写就在数据文件夹里")
	switch do.name {
	case "serve", "service":
		flags.StringVar(&c.listen, "listen", ":8443", "监听的地址和端口")
		flags.StringVar(&c.metrics, "metrics", "", "Prometheus 指标的本机地址，如 127.0.0.1:9090；不写就不开")
		flags.StringVar(&c.log, "log", "text", "日志的格式：text 或 json")
		flags.BoolVar(&c.detail, "detail", false, "记录每个请求")
		flags.BoolVar(&c.files, "files", false, "只显示数据在哪里")
		flags.BoolVar(&c.restored, "restored", false, "数据文件夹是手工从副本抄回来的：让各村补送")
		flags.BoolVar(&c.forgotten, "new-password", false, "同 password 命令")
	case "recount":
		flags.BoolVar(&c.repair, "repair", false, "改正有差别的统计（先停止服务器）")
	}
	return flags
}

// parse reads the flags: what the command line says, else the environment.
func (c *call) parse(do command, args []string) error {
	flags := c.flagSet(do)
	if err := fromEnvironment(flags); err != nil {
		return err
	}
	for { // options may stand before and after the argument
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			usage(c.logs, flags)
			return err
		}
		if err != nil {
			return fmt.Errorf("选项不对，请看 townshipd --help（%w）", err)
		}
		if flags.NArg() == 0 {
			break
		}
		c.args, args = append(c.args, flags.Arg(0)), flags.Args()[1:]
	}
	if len(c.args) != len(strings.Fields(do.args)) {
		return fmt.Errorf("用法：townshipd %s [选项] %s（请看 townshipd --help）", do.name, do.args)
	}
	return c.check()
}

// variable is the name of a flag's variable in the environment, empty where it has none.
func variable(name string) string {
	if slices.Contains(once, name) {
		return ""
	}
	return environment + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

func fromEnvironment(flags *flag.FlagSet) (bad error) {
	flags.VisitAll(func(f *flag.Flag) {
		if v, ok := os.LookupEnv(variable(f.Name)); ok {
			if err := f.Value.Set(v); err != nil {
				bad = errors.Join(bad, fmt.Errorf("环境变量 %s=%q 的写法不对，应与 --%s 一样（%w）", variable(f.Name), v, f.Name, err))
			}
		}
	})
	return bad
}

// maxName bounds the township's name, in bytes: it goes to every computer that enrols.
const maxName = 180

// check refuses options that nothing could be done with.
func (c *call) check() error {
	c.name = cmp.Or(strings.TrimSpace(c.name), usualName)
	switch {
	case c.dir == "":
		return errors.New("--dir 不能空着")
	case len(c.name) > maxName:
		return errors.New("--name 太长，不超过60个字")
	case c.quota < 1 || c.quota > math.MaxInt64>>20:
		return errors.New("--files-quota 应为正的MB数")
	}
	return nil
}

func usage(w io.Writer, flags *flag.FlagSet) {
	fmt.Fprintln(w, "镇街人民调解统计服务器\n\n用法：townshipd [命令] [选项]\n\n命令：")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %s\n           %s\n", c.name, c.args, c.does)
	}
	fmt.Fprintln(w, "\n选项（也可以用环境变量，如 --dir 用 "+environment+"DIR；只用一次的 --"+strings.Join(once, "、--")+" 除外）：")
	flags.VisitAll(func(f *flag.Flag) {
		says := f.Usage
		if f.DefValue != "" && f.DefValue != "false" {
			says += "；不写就是 " + f.DefValue
		}
		fmt.Fprintf(w, "  --%s\n           %s\n", f.Name, says)
	})
}

func defaultDir() string {
	base, err := os.UserConfigDir()
	if err != nil {
		base = "."
	}
	return filepath.Join(base, "woshou-township")
}

// exists refuses a folder in which no server has been, before anything makes one.
func (c *call) exists() error {
	if _, err := os.Stat(filepath.Join(c.dir, "ca.pem")); err != nil {
		return fmt.Errorf("%s 里没有服务器的数据，请用 --dir 指明: %w", c.dir, err)
	}
	return nil
}

// open opens the server's data. The error wraps data.ErrLocked while a server runs.
func (c *call) open(dir, store string) (*township.Server, error) {
	led, err := township.OpenLedger(store, dir)
	if err != nil {
		return nil, err
	}
	return township.New(township.Config{Dir: dir, Name: c.name, Ledger: led, Backups: c.backups, FileQuota: c.quota << 20})
}

// read runs f on the server's data, or, while a server runs on them, on a copy that it
// gives. f must not write.
func (c *call) read(ctx context.Context, f func(*township.Server) error) error {
	if err := c.exists(); err != nil {
		return err
	}
	s, err := c.open(c.dir, c.store)
	if !errors.Is(err, data.ErrLocked) {
		if err != nil {
			return err
		}
		return errors.Join(f(s), s.Close())
	}
	temp, err := os.MkdirTemp("", "townshipd-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	fmt.Fprintln(c.logs, "服务器正在运行，改用它此刻的一份副本。")
	copied, inside := filepath.Join(temp, "copy"), filepath.Join(temp, "data")
	if err := c.ask(ctx, copied); err != nil {
		return err
	}
	if _, err := c.bring(ctx, copied, inside, ""); err != nil {
		return err
	}
	if s, err = c.open(inside, ""); err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// ask has the running server write a backup into a new file, whole or not at all.
func (c *call) ask(ctx context.Context, path string) error {
	return create(path, func(w io.Writer) error { return township.AskBackup(ctx, c.dir, w) })
}

// create writes a file that only its owner may read, and none when write fails. It
// replaces nothing.
func create(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// bring restores a backup into a folder.
func (c *call) bring(ctx context.Context, path, dir, store string) (township.BackupAbout, error) {
	f, err := os.Open(path)
	if err != nil {
		return township.BackupAbout{}, err
	}
	about, err := township.Restore(ctx, dir, store, f)
	return about, errors.Join(err, f.Close())
}

func when(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05") }
