// Who changed what and when: the library fills in a row for each write of a product or an order.
#pragma once

#include <cstdint>

#include <rowan/model/audit.hpp>
#include <rowan/rowan.hpp>

namespace shop {

class Change : public rowan::Model<Change>, public rowan::AuditEntry {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Change, (rowan::AuditEntry), (id))
};

}  // namespace shop
