package graphics

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Help returns what the user can do about an error of Check, as a title and a text. No translation is loaded when it
// is needed, and its readers are the users of Chinese village offices.
func Help(err error) (title, text string) {
	switch {
	case errors.Is(err, ErrNoDisplay):
		return "没有图形界面", "握手言和要在图形桌面上运行，现在找不到桌面。\n\n请登录到图形桌面后再打开。"
	case runtime.GOOS == "windows":
		return "显卡驱动太旧", "这台电脑的显卡驱动不支持 OpenGL 2.1，窗口打不开。\n\n" +
			"办法一：更新显卡驱动，重启电脑后再试。\n" +
			"办法二：请管理员把 Mesa 的 opengl32.dll（不靠显卡画图）放进本程序所在的文件夹，再打开本程序。\n\n" +
			"记录没有受到影响。"
	default:
		return "显卡驱动太旧", "这台电脑不支持 OpenGL 2.1，换用软件绘图也没有成功，窗口打不开。\n\n" +
			"请联系管理员安装或更新显卡驱动（Debian、统信、麒麟：libgl1-mesa-dri），再打开本程序。\n\n" +
			"记录没有受到影响。"
	}
}

// Tell shows the help of an error in the simplest window that the system has, and prints it.
func Tell(err error) {
	title, text := Help(err)
	fmt.Fprintf(os.Stderr, "%s\n\n%s\n", title, text)
	box(title, text)
}
