// Shows what was pushed while no page is open, and opens the inbox when it is pressed.
self.addEventListener("push", (event) => {
  const news = event.data ? event.data.json() : {};
  const shown = { body: news.body || "", data: { url: news.url || "/inbox" } };
  event.waitUntil(self.registration.showNotification(news.title || "Tessera", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});
