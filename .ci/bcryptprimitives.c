// What Go asks of Windows' bcryptprimitives.dll and Debian's Wine does not have.
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
	return RtlGenRandom(bytes, (ULONG)count);
}
