// What the shop shows.
#pragma once

#include <cstdint>
#include <string>

#include "models/all.hpp"

namespace shop {

/// What is for sale.
void show_products();
/// An order with its lines and comments. @throws rowan::RecordNotFound.
void show_order(std::int64_t id);
/// Who did what to a product or an order.
void show_history(const rowan::ModelBase& record);
/// All reports.
void show_reports();

}  // namespace shop
