// What the shop does with its products.
#pragma once

#include <cstdint>
#include <string>

#include "models/all.hpp"

namespace shop {

/// The product that is sold by this name. @throws NotForSale.
[[nodiscard]] Product product_called(const std::string& name);

/// For orders to come. @throws rowan::RecordInvalid for less than nothing.
void set_price(Product& product, rowan::Decimal price);
/// Adds pieces to the stock, or takes away what is broken. @throws rowan::RecordInvalid for more than are there.
void restock(Product& product, std::int64_t pieces);
/// The product can't be bought any more; orders and reports go on showing it.
void stop_selling(Product& product);
/// Takes that back. @throws NotForSale where there was no such product.
Product sell_again(const std::string& name);

}  // namespace shop
