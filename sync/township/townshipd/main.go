// Townshipd is the server of a township: villages send it their events, the
// office reads its totals in a browser. It needs no other program and no display.
// Each command is one file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"woshou/data"
	"woshou/sync/township"
)

// version is set when the program is built.
var version = "dev"

// The exit codes.
const (
	exitFailed    = 1 // the command could not do its work
	exitDifferent = 3 // it did, and found something wrong
)

func main() {
	if asService() {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp), err == nil:
	case errors.Is(err, errDifferent):
		os.Exit(exitDifferent)
	default:
		fmt.Fprintln(os.Stderr, "townshipd:", explain(err))
		os.Exit(exitFailed)
	}
}

// errDifferent says that a command found something wrong and has said so.
var errDifferent = errors.New("something differs")

// command is one thing that the program does.
type command struct {
	name, args, does string
	run              func(ctx context.Context, c *call) error
}

func commands() []command {
	return []command{
		{"serve", "", "运行服务器（不写命令时也是这个）", serve},
		{"backup", "文件", "备份到一个文件，服务器可以照常运行", backup},
		{"restore", "文件", "把备份恢复到空的数据文件夹", restore},
		{"export", "文件夹", "导出统计和案件清单（xlsx、csv）", export},
		{"usb", "文件", "收村里用优盘送来的文件，回执写在它旁边（先停止服务器）", usb},
		{"check", "", "检查数据是否完整，只看不改；发现问题时退出码为3", check},
		{"recount", "", "重新核算统计；--repair 改正。有差别时退出码为3", recount},
		{"password", "", "管理员忘了密码：生成一次性密码", password},
		{"uplink", "地址 接入码", "接入上级的县级服务器", uplink},
		{"service", "install|remove", "装成开机自动运行的系统服务，或卸下（数据保留）", service},
		{"version", "", "版本", showVersion},
	}
}

// run does what the arguments ask.
func run(ctx context.Context, args []string, out, logs io.Writer) error {
	c := &call{out: out, logs: logs, started: tellSystem()}
	do := commands()[0]
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		found := false
		for _, one := range commands() {
			if one.name == args[0] {
				do, found = one, true
			}
		}
		if !found {
			return fmt.Errorf("没有 %q 这个命令，请看 townshipd --help", args[0])
		}
		args = args[1:]
	}
	if err := c.parse(do, args); err != nil {
		return err
	}
	return do.run(ctx, c)
}

func showVersion(_ context.Context, c *call) error {
	_, err := fmt.Fprintln(c.out, "townshipd", version)
	return err
}

// explain puts an error into words for the person who works at the server.
func explain(err error) string {
	for _, one := range []struct {
		is   error
		says string
	}{
		{township.ErrNotEmpty, "要恢复到的数据文件夹或数据库不是空的，没有改动。请换一个空文件夹（--dir）。"},
		{township.ErrElsewhere, "这个数据文件夹的记录在另一处，没有改动：记录在数据库里的，每个命令都要写 --store；在文件 township.db 里的，不要写。要换一处，先 backup，再 restore 到空文件夹。"},
		{data.ErrLocked, "数据文件夹正被另一个程序使用，请先停止它。"},
		{data.ErrNewer, "数据由更新的版本写成，请更新本程序。"},
		{data.ErrDamaged, "数据或备份文件已损坏，请用（另一个）备份恢复。"},
		{errInUse, "这个端口已被别的程序使用，请用 --listen 换一个，或停掉那个程序。"},
		{errKept, "这个端口被系统或别的程序独占，请用 --listen 换一个。"},
		{errRefused, "连不上：那里没有程序在运行，或者地址、端口不对。"},
		{os.ErrNotExist, "没有这个文件或文件夹。"},
		{os.ErrExist, "这个文件已经有了，没有改动。请换一个文件名。"},
		{os.ErrPermission, "没有权限，请用管理员身份运行。"},
	} {
		if errors.Is(err, one.is) {
			return one.says + " (" + err.Error() + ")"
		}
	}
	var invalid *data.Invalid
	var address *net.AddrError
	switch {
	case errors.As(err, &invalid) && invalid.Code == "store.address":
		return "--store 应为 postgres://用户@主机/库；不写就用数据文件夹里的文件。"
	case errors.As(err, &address):
		return "地址应写成 主机:端口，如 :8443 或 127.0.0.1:9090。 (" + err.Error() + ")"
	}
	return err.Error()
}
