export const offsets: Record<string, number> = { "Europe/Oslo": 60, "Asia/Tokyo": 540 };
