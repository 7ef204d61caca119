#include "open_handle.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "functions.hpp"
#include "rowan/core/error.hpp"

namespace rowan::sqlite {
namespace {

namespace fs = std::filesystem;

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

// The only way to say it; every letter that could mean something in a URI is encoded.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
                       c == '.' || c == '-' || c == '_';
    uri += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

int open_flags(OpenMode mode) {
  // Without SQLITE_OPEN_URI a path is a path, whatever it begins with.
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case OpenMode::read_only:
      return common | SQLITE_OPEN_READONLY;
    case OpenMode::read_write:
      return common | SQLITE_OPEN_READWRITE;
    case OpenMode::create:
    case OpenMode::memory:
      break;
  }
  return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

// The header says by two bytes whether a write-ahead log belongs to the file.
bool needs_wal(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 20> header{};
  file.read(header.data(), header.size());
  return file && header[18] == 2 && header[19] == 2;
}

// What a reader of a file in WAL mode has to write beside it, and may not.
std::string why_it_cannot_write(const Options& options) {
  std::error_code ignored;
  const bool has_log = fs::file_size(options.path + "-wal", ignored) > 0 && !ignored;
  if (has_log || !needs_wal(options.path))
    return "its journal needs recovery and can't be written: make the file and its directory writable once";
  return "it is in WAL mode, which makes files beside it, and its directory can't be written: add immutable=on to the "
         "URL if nobody writes to the file meanwhile, or take it out of WAL mode where it can be written (PRAGMA "
         "journal_mode=delete)";
}

// Why the process can open no more files, if that is what the system said last.
std::string_view lack_of_files(sqlite3* handle) {
  const int error = handle != nullptr ? sqlite3_system_errno(handle) : 0;
  if (error == EMFILE)
    return "this process has as many files open as it may: raise its limit (ulimit -n), or close some";
  if (error == ENFILE) return "the system has as many files open as it may: close some, or raise fs.file-max";
  return {};
}

std::string why_it_cannot_open(const Options& options) {
  std::error_code ignored;
  const fs::path path(options.path);
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::exists(directory, ignored)) {
    return fmt::format("the directory {} does not exist: create it, or correct the path", directory.string());
  }
  if (fs::is_directory(path, ignored)) return "it is a directory: give the path of a file";
  if (!fs::exists(path, ignored)) {
    if (options.mode == OpenMode::create) {
      return fmt::format("the file can't be created: check the permissions of {}", directory.string());
    }
    return "the file does not exist (any more): bring it back or correct the path, or connect anew with mode=rwc, "
           "which "
           "creates it";
  }
  if (options.mode == OpenMode::read_only && needs_wal(path)) return why_it_cannot_write(options);
  return "the file, or the -wal and -shm files beside it, can't be opened: check their permissions";
}

std::string explanation(sqlite3* handle, int code, const Options& options) {
  switch (code & 0xff) {
    case SQLITE_CANTOPEN:
      if (const auto lack = lack_of_files(handle); !lack.empty()) return std::string(lack);
      return why_it_cannot_open(options);
    case SQLITE_NOTADB:
      return "it is not a SQLite database, or it is encrypted: check the path";
    case SQLITE_CORRUPT:
      return "the database file is damaged: restore it from a backup, or try `sqlite3 FILE .recover`";
    case SQLITE_READONLY:
      return why_it_cannot_write(options);
    default:
      return handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  }
}

[[noreturn]] void fail(sqlite3* handle, int code, const Options& options) {
  ErrorDetails details;
  details.native_code = code;
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) {
    throw LockTimeout(fmt::format("the SQLite database {} stayed locked by another connection for {} ms: try again, "
                                  "or raise busy_timeout in the URL",
                                  options.path, options.busy_timeout),
                      std::move(details));
  }
  throw ConnectionFailed(
      fmt::format("can't open the SQLite database {}: {}", options.path, explanation(handle, code, options)),
      std::move(details));
}

void pragma(sqlite3* handle, const std::string& text, const Options& options) {
  const int code = sqlite3_exec(handle, ("PRAGMA " + text).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle, code, options);
}

std::string first_text(sqlite3* handle, const char* sql, const Options& options) {
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(handle, sql, -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (code == SQLITE_OK) code = sqlite3_step(raw);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(handle, code, options);
  const auto* text = code == SQLITE_ROW ? sqlite3_column_text(raw, 0) : nullptr;
  return text != nullptr ? reinterpret_cast<const char*>(text) : "";
}

// SQLite does not wait (it would risk a deadlock) when two connections turn the same new file into WAL at once.
void set_journal_mode(sqlite3* handle, const std::string& mode, const Options& options) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(options.busy_timeout);
  while (first_text(handle, "PRAGMA journal_mode", options) != mode) {
    const int code = sqlite3_exec(handle, ("PRAGMA journal_mode=" + mode).c_str(), nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return;
    if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > deadline) fail(handle, code, options);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void configure(sqlite3* handle, const Options& options) {
  sqlite3_busy_timeout(handle, options.busy_timeout);
  // Else "name" would be the text 'name' wherever a table has no such column: wrong rows instead of an error.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  first_text(handle, "SELECT count(*) FROM sqlite_schema", options);  // reads the header and the whole schema
  const bool writable = sqlite3_db_readonly(handle, "main") == 0;
  if (writable && !options.in_memory()) set_journal_mode(handle, options.journal_mode.value_or("wal"), options);
  pragma(handle, "synchronous=" + options.synchronous, options);
  pragma(handle, options.foreign_keys ? "foreign_keys=on" : "foreign_keys=off", options);
  if (options.cache_size) pragma(handle, fmt::format("cache_size={}", *options.cache_size), options);
  if (options.mmap_size) pragma(handle, fmt::format("mmap_size={}", *options.mmap_size), options);
  add_functions(handle);
}

}  // namespace

sqlite3* open_handle(const Options& options) {
  sqlite3* raw = nullptr;
  const auto name = options.immutable ? immutable_uri(options.path) : options.path;
  const int flags = options.immutable ? open_flags(OpenMode::read_only) | SQLITE_OPEN_URI : open_flags(options.mode);
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
  Handle handle(raw);
  if (code != SQLITE_OK) fail(raw, code, options);
  configure(raw, options);
  return handle.release();
}

}  // namespace rowan::sqlite
