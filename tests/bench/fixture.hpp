// The database file that all rows work on, and what is in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models.hpp"
#include "options.hpp"
#include "raw_sqlite.hpp"

namespace bench {

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
  void checkpoint() const { raw_.execute("PRAGMA wal_checkpoint(truncate)"); }

 private:
  struct Folder {
    std::filesystem::path path;
    Folder();
    ~Folder();
  };
  std::uint64_t remove(const char* table, std::int64_t last_kept) const;
  void fill_customers();
  void fill_pages();
  void fill_blog();

  Options options_;
  Folder folder_;
  rowan::Database rowan_;
  RawDatabase raw_;
};

inline constexpr std::int64_t authors = 100, posts_each = 10, comments_each = 10;

/// The values of the n-th customer, the same for both sides.
template <class C>
void fill(C& customer, std::int64_t n);

/// Over what a scan read.
template <class C>
std::uint64_t checksum(const C& customer) {
  const std::size_t lengths = customer.name.size() + customer.email.size() + customer.city.size();
  return static_cast<std::uint64_t>(customer.id) * 31 + lengths + static_cast<std::uint64_t>(customer.age) +
         static_cast<std::uint64_t>(customer.email.back());
}

inline std::uint64_t checksum(const Page& page) { return static_cast<std::uint64_t>(page.id) + page.text.size(); }
inline std::uint64_t checksum(const PlainPage& page) { return static_cast<std::uint64_t>(page.id) + page.text.size(); }

/// Ready-made values, so that making them is not what is measured.
struct SampleCustomer {
  std::string name, email, city;
};
const SampleCustomer& sample_customer(std::int64_t n);

inline void set_region(Customer& customer, std::int64_t key) { customer.region = key; }
inline void set_region(Contact&, std::int64_t) {}
inline void set_region(PlainCustomer& customer, std::int64_t key) { customer.region_id = key; }

inline constexpr std::int64_t regions = 50;

template <class C>
void fill(C& customer, std::int64_t n) {
  const SampleCustomer& sample = sample_customer(n);
  customer.name = sample.name;
  customer.email = sample.email;
  customer.city = sample.city;
  customer.age = 18 + n % 70;
  customer.score = static_cast<double>(n % 1000) / 8;
  set_region(customer, 1 + n % regions);
}

}  // namespace bench
