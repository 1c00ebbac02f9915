/* Stands before the C library in a process (LD_PRELOAD) and counts the calls that change files in one folder.

   At a chosen call it stops the process, so that somebody outside can kill it there, or has this call and those after it
   fail as on a full or broken disk. It can also record the calls, so that a loss of power can be played afterwards. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, CREATE = 2, MAKE_FOLDER = 4, TRUNCATE = 8, SYNC = 16, RENAME = 32, REMOVE = 64, SAY = 128 };
enum { ONLY_COUNT, STOP, FAIL, FAIL_ONCE };
enum { GO, FAILS };

static struct { char root[PATH_MAX]; size_t length; int mode, mask, error, torn, record; long at; } plan;
static long *count; /* shared with the parent, which reads it when the process is dead */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    plan.record = -1;
}

long faults_count(void) { return *count; }

void faults_arm(const char *root, int mode, int mask, long at, int error, int torn, const char *record) {
    strncpy(plan.root, root, PATH_MAX - 1);
    plan.length = strlen(root);
    plan.mode = mode, plan.mask = mask, plan.at = at, plan.error = error, plan.torn = torn;
    *count = 0;
    if (*record)
        plan.record = (int)syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* ------------------------------------------------------------------ which calls count */

static int in_root(const char *path) {
    return plan.length && !strncmp(path, plan.root, plan.length) && (path[plan.length] == '/' || !path[plan.length]);
}

static int name_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = 0;
    return length > 0;
}

static int counts(int fd) {
    char path[PATH_MAX];
    if (!plan.length) return 0;
    if (fd == 1 && plan.mask & SAY) return 1;
    return name_of(fd, path) && in_root(path);
}

static int counts_path(int folder, const char *path, char *whole) {
    if (!plan.length) return 0;
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char start[PATH_MAX];
        if (folder == AT_FDCWD ? !getcwd(start, sizeof start) : !name_of(folder, start)) return 0;
        if (snprintf(whole, PATH_MAX, "%s/%s", start, path) >= PATH_MAX) return 0;
    }
    return in_root(whole);
}

static void halt(void) {
    kill(getpid(), SIGSTOP);
    for (;;) pause(); /* whoever chose this call kills the process; it never goes on */
}

static int is_turn(int kind) {
    if (!(plan.mask & kind)) return 0;
    long now = ++*count;
    return plan.mode == FAIL ? now >= plan.at : plan.mode != ONLY_COUNT && now == plan.at;
}

static int whether(int kind) {
    if (!is_turn(kind)) return GO;
    if (plan.mode == STOP) halt();
    errno = plan.error;
    return FAILS;
}

/* ------------------------------------------------------------------ the record */

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length) {
        ssize_t done = syscall(SYS_write, plan.record, at, length);
        if (done <= 0) return;
        at += done, length -= (size_t)done;
    }
}

static void note(char kind, uint64_t inode, int64_t offset, const void *data, uint64_t length, const char *first,
                 const char *second) {
    if (plan.record < 0) return;
    uint64_t numbers[] = {(uint64_t)kind, inode, (uint64_t)offset, length, strlen(first), strlen(second)};
    put(numbers, sizeof numbers), put(first, numbers[4]), put(second, numbers[5]);
    if (data) put(data, length);
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

/* ------------------------------------------------------------------ calls that write */

static ssize_t written(int fd, const void *data, size_t length, off_t offset, int placed) {
    if (!counts(fd)) return placed ? REAL(pwrite64)(fd, data, length, offset) : REAL(write)(fd, data, length);
    pthread_mutex_lock(&one_at_a_time);
    int says = fd == 1 && plan.mask & SAY;
    ssize_t done;
    if (is_turn(says ? SAY : WRITE)) {
        size_t half = plan.torn ? length / 2 : 0;
        done = half ? placed ? REAL(pwrite64)(fd, data, half, offset) : REAL(write)(fd, data, half) : -1;
        if (plan.mode == STOP) halt();
        errno = plan.error;
    } else {
        done = placed ? REAL(pwrite64)(fd, data, length, offset) : REAL(write)(fd, data, length);
    }
    int why = errno;
    if (done > 0) {
        if (!placed && !says) offset = lseek(fd, 0, SEEK_CUR) - done;
        note(says ? 'o' : 'w', inode_of(fd), offset, data, (uint64_t)done, "", "");
    }
    errno = why;
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) { return written(fd, data, length, offset, 1); }

ssize_t writev(int fd, const struct iovec *parts, int many) {
    if (!counts(fd)) return REAL(writev)(fd, parts, many);
    ssize_t all = 0;
    for (int each = 0; each < many; each++) {
        ssize_t done = written(fd, parts[each].iov_base, parts[each].iov_len, 0, 0);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[each].iov_len) break;
    }
    return all;
}

/* Copies within the kernel are refused: Python then copies with `write`. */
ssize_t sendfile(int to, int from, off_t *offset, size_t length) {
    if (!counts(to)) return REAL(sendfile)(to, from, offset, length);
    errno = ENOTSOCK;
    return -1;
}
ssize_t sendfile64(int to, int from, off_t *offset, size_t length) { return sendfile(to, from, offset, length); }
ssize_t copy_file_range(int from, off_t *from_at, int to, off_t *to_at, size_t length, unsigned flags) {
    if (!counts(to)) return REAL(copy_file_range)(from, from_at, to, to_at, length, flags);
    errno = ENOSYS;
    return -1;
}

#define CALL(kind, is_counted, call, record)                  \
    if (!(is_counted)) return call;                           \
    pthread_mutex_lock(&one_at_a_time);                       \
    int done = whether(kind) == GO ? call : -1, why = errno;  \
    if (done >= 0) record;                                    \
    errno = why;                                              \
    pthread_mutex_unlock(&one_at_a_time);                     \
    return done

static int truncated(int fd, off_t length) {
    CALL(TRUNCATE, counts(fd), REAL(ftruncate64)(fd, length), note('t', inode_of(fd), length, NULL, 0, "", ""));
}
int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

static void note_sync(int fd) {
    char path[PATH_MAX];
    name_of(fd, path);
    note('s', inode_of(fd), 0, NULL, 0, path, "");
}
int fsync(int fd) { CALL(SYNC, counts(fd), REAL(fsync)(fd), note_sync(fd)); }
int fdatasync(int fd) { CALL(SYNC, counts(fd), REAL(fdatasync)(fd), note_sync(fd)); }

/* ------------------------------------------------------------------ calls that change a folder */

static int opened(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    int writes = (flags & O_ACCMODE) != O_RDONLY && flags & (O_CREAT | O_TRUNC) && counts_path(folder, path, whole);
    if (!writes) return REAL(openat64)(folder, path, flags, mode);
    struct stat found;
    int is_new = stat(whole, &found) != 0;
    if (!is_new && !(flags & O_TRUNC && found.st_size)) return REAL(openat64)(folder, path, flags, mode);
    CALL(is_new ? CREATE : TRUNCATE, 1, REAL(openat64)(folder, path, flags, mode),
         note(is_new ? 'c' : 't', inode_of(done), 0, NULL, 0, whole, ""));
}

#define WITH_MODE                            \
    mode_t mode = 0;                         \
    if (flags & (O_CREAT | __O_TMPFILE)) {   \
        va_list more;                        \
        va_start(more, flags);               \
        mode = va_arg(more, mode_t);         \
        va_end(more);                        \
    }
int open(const char *path, int flags, ...) { WITH_MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { WITH_MODE return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { WITH_MODE return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { WITH_MODE return opened(folder, path, flags, mode); }

static int renamed(int from_folder, const char *from, int to_folder, const char *to) {
    char source[PATH_MAX], target[PATH_MAX];
    int counted = counts_path(to_folder, to, target) && counts_path(from_folder, from, source);
    CALL(RENAME, counted, REAL(renameat)(from_folder, from, to_folder, to), note('r', 0, 0, NULL, 0, source, target));
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to); }

static int removed(int folder, const char *path, int flags) {
    char whole[PATH_MAX];
    CALL(REMOVE, counts_path(folder, path, whole), REAL(unlinkat)(folder, path, flags),
         note(flags & AT_REMOVEDIR ? 'd' : 'u', 0, 0, NULL, 0, whole, ""));
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }

static int made(int folder, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    struct stat found;
    int counted = counts_path(folder, path, whole) && stat(whole, &found);
    CALL(MAKE_FOLDER, counted, REAL(mkdirat)(folder, path, mode), note('m', 0, 0, NULL, 0, whole, ""));
}
int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return made(folder, path, mode); }
