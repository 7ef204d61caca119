// diesel_bench's work with SOCI. Kept apart from the C API, as soci_side.hpp is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sqlite/diesel_plain.hpp"

namespace bench::diesel {

/// Statements that read are kept. Inserts go in a transaction, a kept statement for each row: SOCI's way of many rows.
class Soci {
 public:
  explicit Soci(const std::string& path);
  ~Soci();

  std::vector<PlainUser> users();
  std::vector<UserAndPost> joined();
  std::vector<UserAndPosts> associations();
  void insert(const std::vector<PlainUser>& users);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
};

}  // namespace bench::diesel
