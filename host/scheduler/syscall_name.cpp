#include "scheduler/syscall_name.hpp"

#include <sys/syscall.h>

namespace siding::scheduler {

std::string_view syscall_name(long number) noexcept {
  switch (number) {
    case SYS_read:
      return "read";
    case SYS_write:
      return "write";
    case SYS_readv:
      return "readv";
    case SYS_writev:
      return "writev";
    case SYS_pread64:
      return "pread64";
    case SYS_pwrite64:
      return "pwrite64";
    case SYS_openat:
      return "openat";
    case SYS_fsync:
      return "fsync";
    case SYS_fdatasync:
      return "fdatasync";
    case SYS_flock:
      return "flock";
    case SYS_fcntl:
      return "fcntl";
    case SYS_ioctl:
      return "ioctl";
    case SYS_ppoll:
      return "ppoll";
    case SYS_pselect6:
      return "pselect6";
    case SYS_epoll_pwait:
      return "epoll_pwait";
    case SYS_connect:
      return "connect";
    case SYS_accept:
      return "accept";
    case SYS_accept4:
      return "accept4";
    case SYS_recvfrom:
      return "recvfrom";
    case SYS_recvmsg:
      return "recvmsg";
    case SYS_sendto:
      return "sendto";
    case SYS_sendmsg:
      return "sendmsg";
    case SYS_nanosleep:
      return "nanosleep";
    case SYS_clock_nanosleep:
      return "clock_nanosleep";
    case SYS_futex:
      return "futex (a lock or a condition)";
    case SYS_wait4:
      return "wait4 (a child process)";
    case SYS_waitid:
      return "waitid (a child process)";
    case SYS_semtimedop:
      return "semtimedop";
#ifdef SYS_poll  // not on every architecture
    case SYS_poll:
      return "poll";
    case SYS_select:
      return "select";
    case SYS_open:
      return "open";
    case SYS_epoll_wait:
      return "epoll_wait";
#endif
    default:
      return {};
  }
}

}  // namespace siding::scheduler
