# The page behind a web server: docker build -t forklab . && docker run -p 8080:80 forklab
FROM node:20-alpine AS build
WORKDIR /forklab
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:alpine
COPY --from=build /forklab/dist /usr/share/nginx/html
# Frames without an origin, and pages that import embed.js, have to be let in.
RUN sed -i '/index  index.html/a add_header Access-Control-Allow-Origin "*";' /etc/nginx/conf.d/default.conf
