// SOCI's side of the comparison. Kept apart from the C API: SOCI's header puts sqlite3.h into a namespace of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models.hpp"

namespace bench::sqlite {

/// What a program does that uses SOCI by hand: statements kept and executed again (`cached`), or written anew each
/// time.
class SociSide {
 public:
  explicit SociSide(const std::string& path);
  ~SociSide();

  void begin();
  void commit();
  std::vector<PlainCustomer> scan_cached();
  std::vector<PlainCustomer> scan_rows();
  PlainCustomer find_cached(std::int64_t key);
  PlainCustomer find_ad_hoc(std::int64_t key);
  void insert_cached(const PlainCustomer& customer);
  void insert_ad_hoc(const PlainCustomer& customer);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
};

}  // namespace bench::sqlite
