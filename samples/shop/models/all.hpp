// All models of the shop.
//
//   Category ─< Product ─< OrderLine >─ Order >─ Customer
//               Product ─< Comment   >─ Order              a comment is about one of the two
//               Product ┄  Change    ┄  Order              what was done to them
#pragma once

#include "models/category.hpp"
#include "models/change.hpp"
#include "models/comment.hpp"
#include "models/customer.hpp"
#include "models/order.hpp"
#include "models/order_line.hpp"
#include "models/product.hpp"

namespace shop {

/// Creates the tables that are missing.
void create_tables(rowan::Database& database);

}  // namespace shop
