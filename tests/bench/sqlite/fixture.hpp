// The database file that all rows work on, and what is in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models.hpp"
#include "options.hpp"
#include "sqlite/raw_sqlite.hpp"

namespace bench::sqlite {

/// A new file in a folder of its own, removed at the end: in WAL, opened once by Rowan and once by the C API.
class Fixture {
 public:
  explicit Fixture(const Options& options);
  ~Fixture();
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] std::string path() const { return (folder_.path / "bench.db").string(); }
  [[nodiscard]] const RawDatabase& raw() const { return raw_; }
  [[nodiscard]] rowan::Database& rowan() { return rowan_; }
  /// Customers that were there from the beginning; their keys are 1 to this.
  [[nodiscard]] std::int64_t customers() const { return static_cast<std::int64_t>(options_.rows); }

  /// Removes the customers that a round inserted. Returns a checksum over them.
  std::uint64_t remove_new_customers();
  /// The same for contacts, of which there are none in the beginning.
  std::uint64_t remove_contacts();
  /// Writes the log back into the file, so that no round pays for the one before.
  void settle() const { raw_.execute("PRAGMA wal_checkpoint(truncate)"); }

 private:
  struct Folder {
    std::filesystem::path path;
    Folder();
    ~Folder();
  };
  std::uint64_t remove(const char* table, std::int64_t last_kept) const;

  Options options_;
  Folder folder_;
  rowan::Database rowan_;
  RawDatabase raw_;
};

}  // namespace bench::sqlite
